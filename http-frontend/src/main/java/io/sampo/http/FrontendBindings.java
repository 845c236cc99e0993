package io.sampo.http;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;

/** Where the doors of a frontend really listen, which matters for those with port 0. */
public record FrontendBindings(
    InetSocketAddress inference,
    InetSocketAddress grpc,
    InetSocketAddress admin,
    InetSocketAddress metrics) {

  public FrontendBindings {
    requireNonNull(inference, "inference is null");
    requireNonNull(grpc, "grpc is null");
    requireNonNull(admin, "admin is null");
    requireNonNull(metrics, "metrics is null");
  }
}
