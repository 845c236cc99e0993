/**
 * The training data plane: a ring all-reduce over sockets of its own, outside actors and remoting.
 * Owns: connections between the workers of a generation, frames, summation into staging, and the
 * failures of all that. Does not own: who is a member, whether a step is committed, or the buffers
 * that are summed.
 */
package io.sampo.node.training.ring;
