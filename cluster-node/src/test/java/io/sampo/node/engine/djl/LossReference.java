package io.sampo.node.engine.djl;

import io.sampo.protocol.training.Loss;

/** The losses and their gradients as a textbook has them, in FP64. */
final class LossReference {
  private LossReference() {}

  static double value(Loss loss, double x, double y) {
    double e = x - y;
    return switch (loss) {
      case MEAN_SQUARED_ERROR -> e * e;
      case MEAN_ABSOLUTE_ERROR -> Math.abs(e);
      case HUBER -> Math.abs(e) <= 1 ? e * e / 2 : Math.abs(e) - 0.5;
      case BINARY_CROSS_ENTROPY_WITH_LOGITS ->
          Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x)));
      default ->
          throw new IllegalArgumentException("Expected an elementwise loss, but was " + loss);
    };
  }

  /** With respect to x. */
  static double gradient(Loss loss, double x, double y) {
    double e = x - y;
    return switch (loss) {
      case MEAN_SQUARED_ERROR -> 2 * e;
      case MEAN_ABSOLUTE_ERROR -> Math.signum(e);
      case HUBER -> Math.max(-1, Math.min(1, e));
      case BINARY_CROSS_ENTROPY_WITH_LOGITS -> 1 / (1 + Math.exp(-x)) - y;
      default ->
          throw new IllegalArgumentException("Expected an elementwise loss, but was " + loss);
    };
  }

  /** Summed over the rows of logits. */
  static double crossEntropy(float[] logits, long[] targets, int classes) {
    double sum = 0;
    for (int row = 0; row < targets.length; row++) {
      sum += logSumExp(logits, row * classes, classes) - logits[row * classes + (int) targets[row]];
    }
    return sum;
  }

  static double[] crossEntropyGradients(float[] logits, long[] targets, int classes) {
    double[] gradients = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      int row = i / classes;
      double probability = Math.exp(logits[i] - logSumExp(logits, row * classes, classes));
      gradients[i] = probability - (i % classes == targets[row] ? 1 : 0);
    }
    return gradients;
  }

  private static double logSumExp(float[] logits, int from, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return largest + Math.log(sum);
  }
}
