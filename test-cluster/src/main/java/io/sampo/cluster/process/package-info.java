/**
 * Processes of this machine as objects: starting a JVM, signalling it, waiting for its end, and
 * making sure that none outlives its launcher; the Cassandra server as one of them; free ports and
 * directories that two launchers must not share. Knows nothing of nodes and clusters.
 */
package io.sampo.cluster.process;
