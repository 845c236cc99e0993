/**
 * The Open Inference Protocol and the health check as gRPC defines them. Owns: the {@code .proto}
 * files and what is generated from them, nothing written by hand. Does not own: any meaning; a
 * field here is only a name and a number that clients of other servers use as well.
 */
package io.sampo.protocol.grpc;
