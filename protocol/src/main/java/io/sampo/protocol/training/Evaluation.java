package io.sampo.protocol.training;

/**
 * What a committed step is worth on held-out data.
 *
 * @param loss mean over the samples
 * @param classes or null where the loss knows no classes
 * @param numbers or null where the loss knows no numbers
 */
public record Evaluation(
    long step, long samples, double loss, ClassCounts classes, NumberErrors numbers) {

  /** What the samples of all workers gave together. */
  public static Evaluation of(long step, EvaluationSums sums) {
    return new Evaluation(
        step, sums.samples(), sums.loss() / sums.samples(), sums.classes(), sums.numbers());
  }

  /** NaN for what was not measured, or has no value on these samples. */
  public double measured(Metric metric) {
    return switch (metric) {
      case LOSS -> loss;
      case ACCURACY -> classes == null ? Double.NaN : classes.accuracy();
      case MACRO_F1 -> classes == null ? Double.NaN : classes.macroF1();
      case MAE -> numbers == null ? Double.NaN : numbers.meanAbsolute();
      case RMSE -> numbers == null ? Double.NaN : numbers.rootMeanSquared();
      case R2 -> numbers == null ? Double.NaN : numbers.determination();
    };
  }
}
