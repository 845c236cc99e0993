package io.sampo.protocol.training;

/** What is minimised; applied outside the module and summed over the samples. */
public enum Loss {
  /** Cross-entropy of logits [N, classes] against class targets INT64 [N]. */
  CROSS_ENTROPY,
  /** The sum of the module's outputs; targets are ignored. */
  SUM
}
