package io.sampo.protocol.dataset;

/** What becomes of a row in which a feature is missing: an empty cell, or a NaN of a tensor. */
public enum MissingValues {
  /** The dataset is refused. */
  REFUSE,
  /** The row is left out; also where a target is missing. */
  DROP_ROW,
  /** The mean of the training part stands in; a missing category is none of the known. */
  MEAN,
  /** A constant stands in; a missing category is none of the known. */
  CONSTANT
}
