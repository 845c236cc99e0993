package io.sampo.node.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.training.Loss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** The named losses as PyTorch operations, summed over the samples so that shards can be added. */
final class DjlLoss {
  private DjlLoss() {}

  /**
   * A loss and how many answers were right.
   *
   * @param sum a scalar that a backward can start from
   */
  record Evaluated(NDArray sum, int correct) {}

  /**
   * @param labels one for each sample, from its position on
   * @throws PlatformException SIGNATURE_MISMATCH if the outputs are no logits, INVALID_ARGUMENT for
   *     a label that is no class
   */
  static Evaluated evaluate(Loss loss, NDArray outputs, LongBuffer labels, int samples) {
    return switch (loss) {
      case SUM -> new Evaluated(outputs.sum(), 0);
      case CROSS_ENTROPY -> crossEntropy(outputs, labels, samples);
    };
  }

  private static Evaluated crossEntropy(NDArray outputs, LongBuffer labels, int samples) {
    long[] dimensions = outputs.getShape().getShape();
    if (dimensions.length != 2 || dimensions[0] != samples) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected logits [%d,classes] for cross-entropy, but the module gave %s"
              .formatted(samples, DjlTypes.fromDjl(outputs.getShape())));
    }
    NDArray targets = targets(outputs.getManager(), labels, samples, dimensions[1]);
    NDArray sum = outputs.logSoftmax(1).gather(targets, 1).sum().neg();
    return new Evaluated(sum, countCorrect(outputs, labels));
  }

  private static NDArray targets(NDManager call, LongBuffer labels, int samples, long classes) {
    if (labels.remaining() != samples) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected %d labels, but got %d".formatted(samples, labels.remaining()));
    }
    NDArray targets =
        call.create(
            new ai.djl.ndarray.types.Shape(samples, 1), ai.djl.ndarray.types.DataType.INT64);
    ByteBuffer view = targets.toByteBuffer(true).order(ByteOrder.nativeOrder());
    for (int i = 0; i < samples; i++) {
      long label = labels.get(labels.position() + i);
      if (label < 0 || label >= classes) {
        throw new PlatformException(
            ErrorCode.INVALID_ARGUMENT,
            "Expected labels of 0 to %d, but got %d".formatted(classes - 1, label));
      }
      view.putLong(i * Long.BYTES, label);
    }
    return targets;
  }

  private static int countCorrect(NDArray outputs, LongBuffer labels) {
    long[] answers = outputs.argMax(1).toLongArray();
    int correct = 0;
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] == labels.get(labels.position() + i)) {
        correct++;
      }
    }
    return correct;
  }
}
