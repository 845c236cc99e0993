package io.sampo.protocol.id;

/**
 * The id of one inference request; comes from the client or is made at the edge, and is logged on
 * every node.
 */
public record RequestId(String value) {
  public RequestId {
    Identifiers.requireName("request id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
