package io.sampo.protocol.dataset;

/** What becomes of a category that the training part does not have. */
public enum UnknownCategory {
  REFUSE,
  /** All places of its feature are zero. */
  ZERO
}
