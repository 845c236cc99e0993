/**
 * Optimizers over flat buffers. Owns: the update rules, the learning rate of a step, clipping, the
 * layout of state, and the checksum of parameters and state. Does not own: buffers, gradients, or
 * when a step is applied.
 */
package io.sampo.node.training.optimizer;
