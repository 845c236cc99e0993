package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.NodeId;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The heartbeat of a compute node towards the frontends that use it, ten times a second: much
 * faster than membership, and of no consequence but for routing.
 */
public final class PulseProtocol {

  private PulseProtocol() {}

  /** Everything the pulse of a node understands. */
  public interface Command {}

  /**
   * Send beats until the subscriber's node goes or it subscribes no more. Sent again now and then;
   * a subscription that is not renewed ends.
   */
  public record SubscribePulse(ActorRef<Beat> subscriber) implements Command, WireMessage {
    public SubscribePulse {
      requireNonNull(subscriber, "subscriber is null");
    }
  }

  /** I live. */
  public record Beat(NodeId node, long number) implements WireMessage {
    public Beat {
      requireNonNull(node, "node is null");
    }
  }
}
