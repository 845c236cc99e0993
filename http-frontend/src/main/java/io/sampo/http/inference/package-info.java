/**
 * The Open Inference Protocol, version 2, apart from how it is written. Owns: what a request means,
 * whether it fits a model, the words of refusals, what the server and models say about themselves.
 * Does not own: the transports ({@link io.sampo.http.rest} is one), and which replica computes
 * ({@link io.sampo.http.routing}).
 */
package io.sampo.http.inference;
