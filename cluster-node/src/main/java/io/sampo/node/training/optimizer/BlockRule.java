package io.sampo.node.training.optimizer;

/**
 * What an update rule does to a block. Element by element and in floats, as PyTorch computes it for
 * parameters that are floats; what is the same for all elements is a double until it is used.
 */
interface BlockRule {

  /** Floats of state for each parameter. */
  int slots();

  /**
   * Changes parameters and state of the block.
   *
   * @param step the number of this step, 1 for the first
   * @param rate the learning rate of this step
   */
  void update(Block block, long step, double rate);
}
