package io.sampo.node.training.data;

import io.sampo.protocol.dataset.FeatureStatistics;

/**
 * Mean and variance of numbers that come one after the other, in one pass and without cancellation
 * (B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products",
 * Technometrics 4, 1962). NaN is left out. Not thread-safe.
 */
final class RunningStatistics {
  private long count;
  private double mean;
  private double squares;
  private double minimum = Double.POSITIVE_INFINITY;
  private double maximum = Double.NEGATIVE_INFINITY;

  void add(double value) {
    if (Double.isNaN(value)) {
      return;
    }
    count++;
    double distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }

  /** Counts something that is no number. */
  void addOther() {
    count++;
    mean = Double.NaN;
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  /** Of these values as a whole population. */
  double standardDeviation() {
    return Math.sqrt(squares / count);
  }

  FeatureStatistics of(String name) {
    boolean numbers = count > 0 && !Double.isNaN(mean);
    return new FeatureStatistics(
        name,
        count,
        numbers ? mean : Double.NaN,
        numbers ? standardDeviation() : Double.NaN,
        numbers ? minimum : Double.NaN,
        numbers ? maximum : Double.NaN);
  }
}
