/**
 * The benchmark of serving: what is measured, in which blocks, and the figures that come of it.
 * Owns: its models and requests, the loop that runs a model without a server, and the arithmetic of
 * each figure. Does not own: the client that sends (it is in {@code load}) and processes, which it
 * asks {@code LocalCluster} for.
 */
package io.sampo.cluster.bench;
