/**
 * Optimizers over flat buffers. Owns: the update rules, the layout of their state, and the checksum
 * of parameters and state. Does not own: buffers, gradients, or when a step is applied.
 */
package io.sampo.node.training.optimizer;
