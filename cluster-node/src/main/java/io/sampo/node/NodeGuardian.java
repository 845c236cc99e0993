package io.sampo.node;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The actor at the root of a node: spawns what the roles of the node ask for. */
public final class NodeGuardian {

  /** What the guardian hears. */
  public sealed interface Command permits Tick {}

  private enum Tick implements Command {}

  private NodeGuardian() {}

  public static Behavior<Command> create() {
    return Behaviors.empty();
  }
}
