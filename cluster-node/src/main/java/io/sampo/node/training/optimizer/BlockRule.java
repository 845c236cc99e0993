package io.sampo.node.training.optimizer;

/**
 * What an update rule does to a block. Element by element and in floats, as PyTorch computes it for
 * parameters that are floats; what is the same for all elements is a double until it is used.
 */
interface BlockRule {

  /** What one step does to each block. */
  @FunctionalInterface
  interface Update {
    /** Changes parameters and state of the block; may use its gradient for scratch. */
    void apply(Block block);
  }

  /** Floats of state for each parameter. */
  int slots();

  /**
   * The rule for one step.
   *
   * @param step the number of this step, 1 for the first
   * @param rate the learning rate of this step
   */
  Update at(long step, double rate);
}
