package io.sampo.node.training.optimizer;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.GradientClipping;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * What happens to a gradient before the rule sees it, in this order: division by the global batch,
 * the bound of the norm over all parameters (Pascanu, Mikolov and Bengio, ICML 2013), the bound of
 * each element, weight decay.
 *
 * <p>The norm is that of the reduced gradient, which holds the same bytes at every worker; and it
 * is added up in an order that depends on nothing but the number of parameters. So all workers
 * shorten by the same bits, and as one worker with the same sum would.
 *
 * @param weightDecay added to the gradient as {@code weightDecay·p}; 0 for none
 */
record GradientPreparation(GradientClipping clipping, float weightDecay) {

  /** Sums that do not wait for each other. */
  private static final int LANES = 8;

  GradientPreparation {
    requireNonNull(clipping, "clipping is null");
  }

  /**
   * The factor that brings the mean gradient within the bound of its norm: 1 where it is already. A
   * norm that is not a number leaves the gradient alone, so that the fault stays to be seen.
   *
   * @param count the floats that are gradient; what follows them is not
   */
  float scale(ByteBuffer gradientSum, int count, float divisor) {
    if (clipping.globalNorm() == 0) {
      return 1;
    }
    double norm = Math.sqrt(sumOfSquares(gradientSum.asFloatBuffer(), count)) / divisor;
    return norm > clipping.globalNorm() ? (float) (clipping.globalNorm() / norm) : 1;
  }

  /** In doubles, where no square of a float is too large or too small. */
  private static double sumOfSquares(FloatBuffer values, int count) {
    double[] lanes = new double[LANES];
    float[] chunk = new float[Block.LONGEST];
    for (int from = 0; from < count; from += chunk.length) {
      int length = Math.min(chunk.length, count - from);
      values.get(from, chunk, 0, length);
      addSquares(chunk, length, lanes);
    }
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  /** A block is a multiple of the lanes, so element i is always in lane i mod 8. */
  private static void addSquares(float[] values, int length, double[] lanes) {
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        double value = values[i + lane];
        lanes[lane] += value * value;
      }
    }
    for (int i = whole; i < length; i++) {
      double value = values[i];
      lanes[i - whole] += value * value;
    }
  }

  /** Makes the gradient of a block ready; what is off costs nothing. */
  void prepare(Block block, float divisor, float scale) {
    float[] gradient = block.gradient();
    int length = block.length();
    divide(gradient, divisor, length);
    if (scale != 1) {
      multiply(gradient, scale, length);
    }
    if (clipping.value() > 0) {
      clamp(gradient, (float) clipping.value(), length);
    }
    if (weightDecay > 0) {
      addDecay(gradient, block.parameters(), length);
    }
  }

  private static void divide(float[] gradient, float divisor, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] /= divisor;
    }
  }

  private static void multiply(float[] gradient, float factor, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] *= factor;
    }
  }

  private static void clamp(float[] gradient, float bound, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] = Math.max(-bound, Math.min(bound, gradient[i]));
    }
  }

  private void addDecay(float[] gradient, float[] parameters, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] += weightDecay * parameters[i];
    }
  }
}
