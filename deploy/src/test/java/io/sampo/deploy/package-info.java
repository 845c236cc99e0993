/**
 * Holds what we ship for Kubernetes to the node's own configuration, and to the rules that a
 * cluster would hold it to, without a cluster.
 */
package io.sampo.deploy;
