/**
 * Benchmarks of batching, beside the scheduler of which only this package knows. Owns nothing that
 * runs in a node.
 */
package io.sampo.node.replica;
