package io.sampo.protocol.dataset;

/** What the values of a column are. */
public enum ValueKind {
  NUMBER,
  /** One of a set of texts; which ones there are is read from the data. */
  CATEGORY
}
