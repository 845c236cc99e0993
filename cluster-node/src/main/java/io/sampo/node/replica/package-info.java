/**
 * One replica of a model version: loading, warming, batching, answering, draining. Owns: the
 * replica actor, its bounded queue and how requests become one forward. Does not own: where
 * replicas run, which are wanted, nor the threads and memory of the device.
 */
package io.sampo.node.replica;
