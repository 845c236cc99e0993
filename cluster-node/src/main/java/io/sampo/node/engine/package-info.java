/**
 * The door to whatever computes: loading TorchScript modules, running them forward, training their
 * parameters. Owns: the ports, what a signature demands of inputs and outputs, the warm-up and the
 * check for mutable buffers. Does not own: native memory (the adapter beneath does), threads (the
 * callers bring their own), batching, or optimizers.
 */
package io.sampo.node.engine;
