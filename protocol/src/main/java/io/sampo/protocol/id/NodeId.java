package io.sampo.protocol.id;

import static java.util.Objects.requireNonNull;

/**
 * One node, that is one JVM process: its remoting address and the number that tells it apart from
 * an earlier process on the same address.
 */
public record NodeId(String host, int port, long incarnation) {
  public NodeId {
    requireNonNull(host, "host is null");
  }

  /** {@code host:port}, without the incarnation. */
  public String address() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return address();
  }
}
