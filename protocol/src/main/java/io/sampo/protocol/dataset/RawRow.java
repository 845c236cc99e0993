package io.sampo.protocol.dataset;

/** The features of one row as they came, before anything was done to them. */
public interface RawRow {

  /** The value of a feature that is a number; NaN where it is missing. */
  double number(int feature);

  /** The value of a feature that is a category; null where it is missing. */
  String category(int feature);
}
