package io.sampo.protocol.training;

/**
 * What some held-out samples gave. Sums of parts can be added.
 *
 * @param loss summed over the samples
 * @param classes or null where the loss knows no classes or there are no samples
 * @param numbers or null where the loss knows no numbers or there are no samples
 */
public record EvaluationSums(long samples, double loss, ClassCounts classes, NumberErrors numbers) {
  public static final EvaluationSums NOTHING = new EvaluationSums(0, 0, null, null);

  public EvaluationSums plus(EvaluationSums other) {
    if (samples == 0 || other.samples == 0) {
      return samples == 0 ? other : this;
    }
    return new EvaluationSums(
        samples + other.samples,
        loss + other.loss,
        classes == null ? null : classes.plus(other.classes),
        numbers == null ? null : numbers.plus(other.numbers));
  }
}
