package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Instant;

/**
 * What an owner knows of one replica.
 *
 * @param order the decision by which it was started, or null if it was found
 * @param granted whether the device has answered the order to start it
 * @param stopping whether it was ordered to stop
 * @param since when the last order was given, or when it was found
 */
record KnownReplica(
    ReplicaStatus status,
    ReplicaPlanner.Start order,
    boolean granted,
    boolean stopping,
    Instant since) {
  KnownReplica {
    requireNonNull(status, "status is null");
    requireNonNull(since, "since is null");
  }

  ReplicaId id() {
    return status.replica();
  }

  VersionName version() {
    return status.replica().modelVersion().version();
  }

  NodeId node() {
    return status.node();
  }

  boolean isReady() {
    return !stopping && status.phase() == ReplicaPhase.READY;
  }

  /** Ready, or on the way to it. */
  boolean isAlive() {
    return !stopping && status.phase().compareTo(ReplicaPhase.READY) <= 0;
  }

  /** Whether others may go for it. */
  boolean mayEvict() {
    return order != null && order.mayEvict();
  }

  /** Whether it was started to take the place of the other. */
  boolean replaces(KnownReplica other) {
    return order != null && other.id().equals(order.replaces());
  }

  KnownReplica with(ReplicaStatus next) {
    return new KnownReplica(next, order, true, stopping, since);
  }

  KnownReplica ordered(boolean stop, Instant now) {
    return new KnownReplica(status, order, granted, stop, now);
  }

  /** As people should see it: an ordered stop counts before the device reports it. */
  ReplicaStatus visibleStatus() {
    if (!stopping || status.phase() == ReplicaPhase.DRAINING) {
      return status;
    }
    return status.with(ReplicaPhase.DRAINING, "was told to stop", null);
  }
}
