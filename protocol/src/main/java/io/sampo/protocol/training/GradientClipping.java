package io.sampo.protocol.training;

import io.sampo.protocol.error.Expectations;

/**
 * Bounds of the gradient of a global batch, which is the mean over its samples. First the norm is
 * bounded, then each element, whatever of it is wanted.
 *
 * @param globalNorm the largest Euclidean norm over all parameters together; a longer gradient is
 *     shortened to it. 0 for no bound
 * @param value the largest absolute value of an element; 0 for no bound
 */
public record GradientClipping(double globalNorm, double value) {
  public static final GradientClipping NONE = new GradientClipping(0, 0);

  public GradientClipping {
    new Expectations()
        .require(isBound(globalNorm), "a globalNorm of at least 0", globalNorm)
        .require(isBound(value), "a value of at least 0", value)
        .check();
  }

  private static boolean isBound(double bound) {
    return bound >= 0 && bound <= Float.MAX_VALUE;
  }
}
