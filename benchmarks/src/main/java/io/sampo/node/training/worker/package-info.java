/**
 * Benchmarks of a worker's step, beside the step of which only this package knows. Owns nothing
 * that runs in a node.
 */
package io.sampo.node.training.worker;
