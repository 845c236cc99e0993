/**
 * Benchmarks of the way of tensors into PyTorch, beside the adapter of which only this package
 * knows. Owns nothing that runs in a node.
 */
package io.sampo.node.engine.djl;
