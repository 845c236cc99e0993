/**
 * What follows one request across nodes. Owns: the trace context. Does not own: how it is reported.
 */
package io.sampo.protocol.trace;
