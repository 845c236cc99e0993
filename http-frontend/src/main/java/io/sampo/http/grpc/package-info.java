/**
 * The Open Inference Protocol over gRPC. Owns: the gRPC door, how its messages become requests and
 * answers, and its status codes. Does not own: what a request means; that is the service layer
 * which the HTTP door uses as well.
 */
package io.sampo.http.grpc;
