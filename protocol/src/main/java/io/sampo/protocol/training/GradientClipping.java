package io.sampo.protocol.training;

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
    requireBound("globalNorm", globalNorm);
    requireBound("value", value);
  }

  private static void requireBound(String name, double bound) {
    if (!(bound >= 0 && bound <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "Expected a %s of at least 0, but was [%s]".formatted(name, bound));
    }
  }
}
