/**
 * What the replicas of a node have counted. Owns: gathering it in the process, and adding it to the
 * cluster's sums. Does not own: what counts as what (the replica), who reads the sums (frontends).
 */
package io.sampo.node.statistics;
