/**
 * A whole cluster on this machine: a Cassandra server and several nodes as child processes, started
 * until they are ready, signalled, restarted, and stopped without a trace. For the commands of the
 * launcher and for tests. Owns no behaviour of a node; it talks to nodes through their doors only.
 */
package io.sampo.cluster;
