/**
 * Whether what computes still answers. Owns: the watch over running forwards, when one has run too
 * long, and when a replica has to prove itself. Does not own: what is done about it, nor the
 * threads that compute.
 */
package io.sampo.node.health;
