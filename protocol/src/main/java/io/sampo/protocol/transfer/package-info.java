/**
 * How tensors that are too large for a message get to another node. Owns: what the couriers of
 * nodes say to each other and what is said to them. Does not own: what is in the parcels.
 */
package io.sampo.protocol.transfer;
