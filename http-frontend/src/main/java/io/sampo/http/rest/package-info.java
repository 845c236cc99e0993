/**
 * The Open Inference Protocol, version 2, over HTTP. Owns: its paths, its JSON and binary forms,
 * its status codes. Does not own: what a request means ({@link io.sampo.http.inference}).
 */
package io.sampo.http.rest;
