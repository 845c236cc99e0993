package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;

/**
 * How one replica is: state, what brought it there, and a sentence for people.
 *
 * @param artifact the SHA-256 of the file that it has loaded, verified on the way to the device;
 *     null as long as it has loaded nothing
 * @param failure why, if the phase is {@code FAILED}; otherwise null
 */
public record ReplicaStatus(
    ReplicaId replica,
    NodeId node,
    ReplicaPhase phase,
    ArtifactHash artifact,
    String trigger,
    PlatformError failure)
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

  /** Of one that has loaded nothing, or of which nobody says what it has loaded. */
  public ReplicaStatus(
      ReplicaId replica, NodeId node, ReplicaPhase phase, String trigger, PlatformError failure) {
    this(replica, node, phase, null, trigger, failure);
  }

  /** The same replica, further on. */
  public ReplicaStatus with(ReplicaPhase next, String because, PlatformError problem) {
    return new ReplicaStatus(replica, node, next, artifact, because, problem);
  }
}
