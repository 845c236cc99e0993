/**
 * The one device of a compute node. Owns: the reservation ledger, the threads that compute, the
 * replicas and workers as children, and the report to the cluster. Does not own: which replicas and
 * workers are wanted, nor what a replica or a worker does.
 */
package io.sampo.node.device;
