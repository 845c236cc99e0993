/**
 * Benchmarks of the inference protocol's REST forms, beside the codecs of which only this package
 * knows. Owns nothing that runs in a node.
 */
package io.sampo.http.rest;
