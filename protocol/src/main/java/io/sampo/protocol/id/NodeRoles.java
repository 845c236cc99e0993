package io.sampo.protocol.id;

/** What a node is there for; {@code pekko.cluster.roles} lists those that it has. */
public final class NodeRoles {
  /** Hosts entities. */
  public static final String COORDINATOR = "coordinator";

  /** Has a device. */
  public static final String COMPUTE = "compute";

  /** Answers clients. */
  public static final String FRONTEND = "frontend";

  private NodeRoles() {}
}
