package io.sampo.protocol.training;

/**
 * How far numbers were from their targets, over all elements of all targets. Errors of parts can be
 * added; the variance of the targets is kept as mean and squared deviations and merged as Chan,
 * Golub and LeVeque do ("Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979), since a difference of two large sums would lose it.
 *
 * @param count of elements
 * @param absolute the absolute errors, summed
 * @param squared the squared errors, summed
 * @param targetMean the mean of the targets
 * @param targetDeviation the squared distances of the targets from their mean, summed
 */
public record NumberErrors(
    long count, double absolute, double squared, double targetMean, double targetDeviation) {

  /** Both together. */
  public NumberErrors plus(NumberErrors other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long both = count + other.count;
    double distance = other.targetMean - targetMean;
    return new NumberErrors(
        both,
        absolute + other.absolute,
        squared + other.squared,
        targetMean + distance * other.count / both,
        targetDeviation
            + other.targetDeviation
            + distance * distance * ((double) count * other.count / both));
  }

  /** MAE; NaN if there were no elements. */
  public double meanAbsolute() {
    return absolute / count;
  }

  /** RMSE; NaN if there were no elements. */
  public double rootMeanSquared() {
    return Math.sqrt(squared / count);
  }

  /** R², the coefficient of determination; NaN if all targets are equal. */
  public double determination() {
    return targetDeviation == 0 ? Double.NaN : 1 - squared / targetDeviation;
  }
}
