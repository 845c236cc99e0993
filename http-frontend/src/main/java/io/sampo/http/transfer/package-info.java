/**
 * Carries tensors that are too large for a message between nodes. Owns: the courier of a node, what
 * is reserved for parcels on their way in, and the credits of those on their way out. Does not own:
 * who is asked (the router), and what is asked for (the replica).
 */
package io.sampo.http.transfer;
