package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

/**
 * What is to be done to raw rows: missing numbers are filled, then all are multiplied by the scale,
 * then normalised. Categories become one place each, 1 where it is that category (one-hot).
 *
 * @param constant stands in for missing numbers under {@link MissingValues#CONSTANT}
 * @param normalise subtract the mean of the training part, divide by its standard deviation
 */
public record Preprocessing(
    MissingValues missing,
    double constant,
    double scale,
    boolean normalise,
    UnknownCategory unknownCategory) {
  /** Numbers as they are, and no row with anything missing or unknown. */
  public static final Preprocessing NONE =
      new Preprocessing(MissingValues.REFUSE, 0, 1, false, UnknownCategory.REFUSE);

  public Preprocessing {
    requireNonNull(missing, "missing is null");
    requireNonNull(unknownCategory, "unknownCategory is null");
    if (!Double.isFinite(constant)) {
      throw new IllegalArgumentException("Expected a finite constant, but was [" + constant + "]");
    }
    if (!Double.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException(
          "Expected a scale that is finite and not 0, but was [" + scale + "]");
    }
  }
}
