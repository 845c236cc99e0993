package io.sampo.protocol.training;

import io.sampo.protocol.error.Expectations;

/**
 * How many samples make a step.
 *
 * @param global of one step over all workers; the last batch of an epoch may be smaller
 * @param micro the most that one forward and backward on a worker takes: a worker's share of the
 *     step is accumulated over as many as that makes; 0 leaves it to the node. The gradient does
 *     not depend on it but by the order of sums
 */
public record BatchSize(int global, int micro) {
  public BatchSize {
    new Expectations()
        .require(global >= 1, "globalBatchSize of 1 or more", global)
        .require(micro >= 0, "microBatchSize of 0 or more", micro)
        .check();
  }

  /** With micro-batches as the node chooses them. */
  public static BatchSize of(int global) {
    return new BatchSize(global, 0);
  }

  /**
   * The most samples of one forward and backward.
   *
   * @param chosen by the node, where the job leaves it to it
   */
  public int microOr(int chosen) {
    return micro == 0 ? chosen : micro;
  }
}
