package io.sampo.node.engine.djl;

import ai.djl.ndarray.NDArray;
import io.sampo.node.engine.Scores;
import io.sampo.node.engine.Targets;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** What outputs are worth beside their loss. Outputs and targets have passed {@link DjlLoss}. */
final class DjlScores {
  private DjlScores() {}

  /** All that a training step wants to know: how many classes were right. */
  static int correct(Loss loss, NDArray outputs, Targets targets) {
    return loss.answers() == Loss.Answers.CLASSES
        ? Scores.correct(answers(loss, outputs), classes(loss, targets))
        : 0;
  }

  static EvaluationSums sums(Loss loss, NDArray outputs, Targets targets, double lossSum) {
    long samples = outputs.getShape().get(0);
    return switch (loss.answers()) {
      case NONE -> new EvaluationSums(samples, lossSum, null, null);
      case CLASSES ->
          new EvaluationSums(
              samples,
              lossSum,
              Scores.classes(
                  answers(loss, outputs), classes(loss, targets), classCount(loss, outputs)),
              null);
      case NUMBERS ->
          new EvaluationSums(
              samples, lossSum, null, Scores.numbers(outputs.toFloatArray(), targets.numbers()));
    };
  }

  /** The most likely class; of two, the second if its probability is at least one half. */
  private static long[] answers(Loss loss, NDArray outputs) {
    if (loss == Loss.CROSS_ENTROPY) {
      return outputs.argMax(outputs.getShape().dimension() - 1).toLongArray();
    }
    float[] logits = outputs.toFloatArray();
    long[] answers = new long[logits.length];
    for (int i = 0; i < logits.length; i++) {
      answers[i] = logits[i] >= 0 ? 1 : 0;
    }
    return answers;
  }

  private static LongBuffer classes(Loss loss, Targets targets) {
    if (loss == Loss.CROSS_ENTROPY) {
      return targets.classes();
    }
    FloatBuffer shares = targets.numbers();
    LongBuffer classes = LongBuffer.allocate(shares.remaining());
    while (shares.hasRemaining()) {
      classes.put(shares.get() >= 0.5f ? 1 : 0);
    }
    return classes.flip();
  }

  private static int classCount(Loss loss, NDArray outputs) {
    return loss == Loss.CROSS_ENTROPY
        ? Math.toIntExact(outputs.getShape().get(outputs.getShape().dimension() - 1))
        : 2;
  }
}
