package io.sampo.http.routing;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether two answers are the same: outputs of the same names, datatypes and shapes, floats up to a
 * tolerance, everything else to the bit. Not a number is the same as itself here.
 */
final class OutputComparison {

  private final double tolerance;

  /**
   * @param tolerance relative to the larger of two floats
   */
  OutputComparison(double tolerance) {
    this.tolerance = tolerance;
  }

  boolean same(List<Tensor> one, List<Tensor> other) {
    Map<String, Tensor> byName =
        other.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
    return one.size() == other.size()
        && one.stream()
            .allMatch(
                tensor ->
                    byName.containsKey(tensor.name()) && same(tensor, byName.get(tensor.name())));
  }

  private boolean same(Tensor one, Tensor other) {
    if (one.dataType() != other.dataType() || !one.shape().equals(other.shape())) {
      return false;
    }
    return switch (one.dataType()) {
      case FP32, FP64, FP16, BF16 -> sameFloats(one, other);
      default -> one.data().equals(other.data());
    };
  }

  private boolean sameFloats(Tensor one, Tensor other) {
    ByteBuffer left = one.data();
    ByteBuffer right = other.data();
    while (left.hasRemaining()) {
      if (!close(next(left, one.dataType()), next(right, one.dataType()))) {
        return false;
      }
    }
    return true;
  }

  private static double next(ByteBuffer data, DataType type) {
    return switch (type) {
      case FP64 -> data.getDouble();
      case FP32 -> data.getFloat();
      case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
      default -> half(data.getShort());
    };
  }

  /** IEEE 754 binary16. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((double) fraction, -24);
    } else {
      magnitude = Math.scalb((double) (fraction | 0x400), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  private boolean close(double one, double other) {
    if (Double.compare(one, other) == 0 || one == other) {
      return true;
    }
    double largest = Math.max(Math.abs(one), Math.abs(other));
    return Double.isFinite(largest) && Math.abs(one - other) <= tolerance * largest;
  }
}
