/**
 * What a person would do with a cluster, as programs: the demo and the examples. Owns: their
 * clients, their data and what it tells the terminal. Does not own: processes, which it asks {@code
 * LocalCluster} for.
 */
package io.sampo.cluster.scenario;
