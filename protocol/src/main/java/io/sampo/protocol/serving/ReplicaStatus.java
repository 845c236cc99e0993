package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;

/**
 * How one replica is: state, what brought it there, and a sentence for people.
 *
 * @param failure why, if the phase is {@code FAILED}; otherwise null
 */
public record ReplicaStatus(
    ReplicaId replica, NodeId node, ReplicaPhase phase, String trigger, PlatformError failure)
    implements WireMessage {
  public ReplicaStatus {
    requireNonNull(replica, "replica is null");
    requireNonNull(node, "node is null");
    requireNonNull(phase, "phase is null");
    requireNonNull(trigger, "trigger is null");
    if ((phase == ReplicaPhase.FAILED) != (failure != null)) {
      throw new IllegalArgumentException(
          "Expected a failure exactly for a failed replica, but phase is " + phase);
    }
  }
}
