/**
 * The Open Inference Protocol, version 2. Owns: its paths, its JSON and binary forms, its errors.
 * Does not own: which replica computes ({@link io.sampo.http.routing}).
 */
package io.sampo.http.inference;
