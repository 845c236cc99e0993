package io.sampo.protocol.transfer;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/** Where the courier of a node is found: by one path, the same on all nodes. */
public final class Couriers {

  /** The name under the guardian of every node; {@code remoting.conf} names it as well. */
  public static final String NAME = "tensor-courier";

  private Couriers() {}

  /** The courier of this node; it must have been started. */
  public static ActorRef<TransferProtocol.Command> local(ActorSystem<?> system) {
    return resolve(system, "pekko://" + system.name());
  }

  /** The courier of the node with that address. */
  public static ActorRef<TransferProtocol.Command> on(ActorSystem<?> system, Address node) {
    return resolve(system, node.toString());
  }

  private static ActorRef<TransferProtocol.Command> resolve(ActorSystem<?> system, String address) {
    return ActorRefResolver.get(system).resolveActorRef(address + "/user/" + NAME);
  }
}
