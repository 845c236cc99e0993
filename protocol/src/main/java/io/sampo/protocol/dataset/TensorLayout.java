package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * A stored array of numbers, row-major.
 *
 * @param dataType UINT8, INT32, INT64, FP32 or FP64
 * @param shape of all samples: its first dimension is their number
 */
public record TensorLayout(DataType dataType, Shape shape) {
  private static final Set<DataType> STORED =
      EnumSet.of(DataType.UINT8, DataType.INT32, DataType.INT64, DataType.FP32, DataType.FP64);

  public TensorLayout {
    requireStored(dataType);
    requireNonNull(shape, "shape is null");
    if (shape.rank() == 0 || !shape.isConcrete() || bytes(dataType, shape) == 0) {
      throw new IllegalArgumentException(
          "Expected a shape that begins with the number of samples, all dimensions 1 or more, but"
              + " was "
              + shape);
    }
  }

  static void requireStored(DataType dataType) {
    requireNonNull(dataType, "dataType is null");
    if (!STORED.contains(dataType)) {
      throw new IllegalArgumentException(
          "Expected a datatype of %s, but was [%s]".formatted(STORED, dataType));
    }
  }

  private static long bytes(DataType dataType, Shape shape) {
    try {
      return Math.multiplyExact(shape.elementCount(), dataType.elementBytes());
    } catch (ArithmeticException tooMany) {
      throw new IllegalArgumentException(
          "Expected an array of less than 2^63 bytes, but its shape is " + shape, tooMany);
    }
  }

  public long bytes() {
    return bytes(dataType, shape);
  }

  /** The number at a place, counted in bytes, of an array that is stored so. */
  public static double number(DataType stored, ByteBuffer bytes, int place) {
    return switch (stored) {
      case FP32 -> bytes.getFloat(place);
      case FP64 -> bytes.getDouble(place);
      default -> integer(stored, bytes, place);
    };
  }

  /** As {@link #number}, of an array of integers. */
  public static long integer(DataType stored, ByteBuffer bytes, int place) {
    return switch (stored) {
      case UINT8 -> bytes.get(place) & 0xFF;
      case INT32 -> bytes.getInt(place);
      case INT64 -> bytes.getLong(place);
      default -> throw new IllegalStateException("Expected integers, but they are " + stored);
    };
  }

  public boolean holdsIntegers() {
    return dataType != DataType.FP32 && dataType != DataType.FP64;
  }
}
