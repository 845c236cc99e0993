package io.sampo.cluster.scenario;

/**
 * How large an example of a language model is.
 *
 * @param nodes each has one worker
 * @param steps of the optimizer
 * @param generatedBytes how much text the trained model is asked for
 */
public record LanguageOptions(int nodes, int steps, int generatedBytes) {
  public LanguageOptions {
    if (nodes < 1 || steps < 1 || generatedBytes < 1) {
      throw new IllegalArgumentException(
          "Expected 1 or more nodes, steps and bytes, but were [%d], [%d] and [%d]"
              .formatted(nodes, steps, generatedBytes));
    }
  }

  /** What takes a minute or so on two cores. */
  public static LanguageOptions usual(int nodes) {
    return new LanguageOptions(nodes, 1000, 400);
  }
}
