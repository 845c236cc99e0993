package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a device knows of one of its replicas.
 *
 * @param status its last word
 * @param spare whether its owner can do without it
 * @param lastUsed when a request last came or was answered, or when its phase last changed
 */
record HostedReplica(
    ActorRef<ReplicaProtocol.Command> replica,
    ReplicaStatus status,
    boolean spare,
    Instant lastUsed) {
  HostedReplica {
    requireNonNull(replica, "replica is null");
    requireNonNull(status, "status is null");
    requireNonNull(lastUsed, "lastUsed is null");
  }

  ModelName model() {
    return status.replica().modelVersion().model();
  }

  /** Whether it may go as soon as it is idle. */
  boolean isEvictable() {
    return spare && status.phase() == ReplicaPhase.READY;
  }

  HostedReplica withStatus(ReplicaStatus next, Instant now) {
    return new HostedReplica(replica, next, spare, now);
  }

  HostedReplica withSpare(boolean next) {
    return new HostedReplica(replica, status, next, lastUsed);
  }

  HostedReplica usedAt(Instant time) {
    return new HostedReplica(replica, status, spare, time);
  }
}
