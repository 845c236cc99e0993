package io.sampo.protocol.training.step;

/** What is wrong with the reduced result of a step. */
public enum AnomalyKind {
  /** The mean loss or an element of the gradient is infinite or not a number. */
  NON_FINITE,
  /** The mean loss is above the bound that came with the step. */
  SPIKE
}
