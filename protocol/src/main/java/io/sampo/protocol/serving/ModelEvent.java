package io.sampo.protocol.serving;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import java.time.Instant;

/** What the journal of a model holds. */
public sealed interface ModelEvent extends WireMessage {

  record VersionAdded(VersionSpecification specification) implements ModelEvent {}

  /** The version was loaded and run once. */
  record VersionAccepted(VersionName version, Instant at) implements ModelEvent {}

  record VersionRejected(VersionName version, String message, Instant at) implements ModelEvent {}

  record DeploymentSet(Deployment deployment, Instant at) implements ModelEvent {}

  /** A promotion has the version get all traffic, as soon as it is available. */
  record DeploymentOrdered(VersionName version, Instant at) implements ModelEvent {}

  /**
   * Back to the deployment before.
   *
   * @param deployment the one that is in force again
   */
  record DeploymentRolledBack(Deployment deployment, Instant at) implements ModelEvent {}

  record ModelDeleted(Instant at) implements ModelEvent {}

  /** Journalled before a node is asked, because the node may not live to tell. */
  record LoadBegun(LoadAttempt attempt) implements ModelEvent {}

  /** However it ended: the node lives. */
  record LoadEnded(ReplicaId replica) implements ModelEvent {}

  /** The node died during the attempt, which has ended with it. */
  record LoadKilledNode(ReplicaId replica, NodeDeath death) implements ModelEvent {}

  record QuarantineLifted(Instant at) implements ModelEvent {}
}
