package io.sampo.node.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.sampo.node.engine.Targets;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Loss;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** The named losses as PyTorch operations, summed over the samples so that shards can be added. */
final class DjlLoss {
  private DjlLoss() {}

  /**
   * The losses of all samples.
   *
   * @param outputs FP32, batch dimension first
   * @return a scalar that a backward can start from
   * @throws PlatformException SIGNATURE_MISMATCH if the outputs are nothing that the loss can be
   *     made of, INVALID_ARGUMENT if the targets do not fit them
   */
  static NDArray sum(Loss loss, NDArray outputs, Targets targets) {
    if (loss == Loss.SUM) {
      return outputs.sum();
    }
    requireTypes(loss, outputs, targets);
    if (loss == Loss.CROSS_ENTROPY) {
      return crossEntropy(outputs, targets);
    }
    NDArray losses = elementwise(loss, outputs, numbers(loss, outputs, targets));
    return losses.sum().div(number(outputs, shape(outputs).withoutFirst().elementCount()));
  }

  private static void requireTypes(Loss loss, NDArray outputs, Targets targets) {
    DataType given = DjlTypes.fromDjl(outputs.getDataType()).orElse(null);
    if (given != DataType.FP32) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected FP32 outputs for %s, but the module gave %s".formatted(loss, given));
    }
    DataType wanted = loss.targetType().orElse(targets.type());
    if (targets.type() != wanted) {
      throw invalid(
          "Expected %s targets for %s, but got %s".formatted(wanted, loss, targets.type()));
    }
  }

  private static NDArray crossEntropy(NDArray outputs, Targets targets) {
    Shape logits = shape(outputs);
    if (logits.rank() != 2 && logits.rank() != 3) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected logits [N,classes] or [N,positions,classes] for CROSS_ENTROPY, but the module"
              + " gave %s".formatted(logits));
    }
    int last = logits.rank() - 1;
    long[] dimensions = logits.dimensions();
    Shape wanted = Shape.of(Arrays.copyOf(dimensions, last));
    if (!targets.batchShape().equals(wanted)) {
      throw unfitting(Loss.CROSS_ENTROPY, wanted, logits, targets);
    }
    requireClasses(targets.classes(), dimensions[last]);
    dimensions[last] = 1;
    NDArray index = array(outputs, targets, Shape.of(dimensions));
    NDArray sum = outputs.logSoftmax(last).gather(index, last).sum().neg();
    return last == 1 ? sum : sum.div(number(outputs, dimensions[1]));
  }

  private static void requireClasses(LongBuffer targets, long classes) {
    while (targets.hasRemaining()) {
      long target = targets.get();
      if (target < 0 || target >= classes) {
        throw invalid("Expected classes of 0 to %d, but got %d".formatted(classes - 1, target));
      }
    }
  }

  private static NDArray elementwise(Loss loss, NDArray outputs, NDArray targets) {
    return switch (loss) {
      case MEAN_SQUARED_ERROR -> {
        NDArray error = outputs.sub(targets);
        yield error.mul(error);
      }
      case MEAN_ABSOLUTE_ERROR -> outputs.sub(targets).abs();
      case HUBER -> huber(outputs.sub(targets).abs());
      case BINARY_CROSS_ENTROPY_WITH_LOGITS -> binaryCrossEntropy(outputs, targets);
      case CROSS_ENTROPY, SUM ->
          throw new IllegalArgumentException("Expected an elementwise loss, but was " + loss);
    };
  }

  /** With m = min(|e|, 1), both of its pieces are m·(|e| − m/2). */
  private static NDArray huber(NDArray distance) {
    NDArray small = distance.minimum(number(distance, 1));
    return small.mul(distance.sub(small.mul(number(distance, 0.5f))));
  }

  /** −log σ(x) is softplus(−x), which neither overflows nor loses small losses. */
  private static NDArray binaryCrossEntropy(NDArray logits, NDArray targets) {
    NDArray ofOnes = Activation.softPlus(logits.neg()).mul(targets);
    NDArray ofZeros = Activation.softPlus(logits).mul(targets.neg().add(number(targets, 1)));
    return ofOnes.add(ofZeros);
  }

  private static NDArray numbers(Loss loss, NDArray outputs, Targets targets) {
    Shape shape = shape(outputs);
    if (!alike(shape, targets.batchShape())) {
      throw unfitting(loss, shape, shape, targets);
    }
    if (loss == Loss.BINARY_CROSS_ENTROPY_WITH_LOGITS) {
      requireShares(targets.numbers());
    }
    return array(outputs, targets, shape);
  }

  private static void requireShares(FloatBuffer targets) {
    while (targets.hasRemaining()) {
      float target = targets.get();
      if (!(target >= 0 && target <= 1)) {
        throw invalid(
            "Expected targets between 0 and 1 for BINARY_CROSS_ENTROPY_WITH_LOGITS, but got "
                + target);
      }
    }
  }

  /** One number is a list of one number, and nothing else is made to fit as a broadcast would. */
  private static boolean alike(Shape outputs, Shape targets) {
    return targets.rank() > 0
        && outputs.dimension(0) == targets.dimension(0)
        && Arrays.equals(withoutOnes(outputs), withoutOnes(targets));
  }

  private static long[] withoutOnes(Shape shape) {
    return Arrays.stream(shape.withoutFirst().dimensions()).filter(each -> each != 1).toArray();
  }

  /** A slice, because native code starts at the first byte of a buffer, whatever its position. */
  private static NDArray array(NDArray outputs, Targets targets, Shape shape) {
    return outputs
        .getManager()
        .create(targets.values().slice(), DjlTypes.toDjl(shape), DjlTypes.toDjl(targets.type()));
  }

  /**
   * A number that a backward may read, in memory of PyTorch's own. What DJL makes of a Java number
   * points into a Java buffer that it lets go at once; collected before the backward, that memory
   * held something else, and a step's gradients were multiplied by it.
   *
   * @param neighbour whose manager owns it
   */
  private static NDArray number(NDArray neighbour, float value) {
    return neighbour
        .getManager()
        .full(new ai.djl.ndarray.types.Shape(), value, ai.djl.ndarray.types.DataType.FLOAT32);
  }

  private static Shape shape(NDArray array) {
    return DjlTypes.fromDjl(array.getShape());
  }

  private static PlatformException unfitting(
      Loss loss, Shape wanted, Shape outputs, Targets targets) {
    return invalid(
        "Expected targets %s for %s of outputs %s, but got %s"
            .formatted(wanted, loss, outputs, targets.batchShape()));
  }

  private static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
