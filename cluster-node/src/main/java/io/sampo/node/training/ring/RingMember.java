package io.sampo.node.training.ring;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;

/** A member of a generation and where its data plane listens. */
public record RingMember(WorkerIncarnation worker, String host, int port) {
  public RingMember {
    requireNonNull(worker, "worker is null");
    requireNonNull(host, "host is null");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("Expected a port from 1 to 65535, but was " + port);
    }
  }

  @Override
  public String toString() {
    return worker + "@" + host + ":" + port;
  }
}
