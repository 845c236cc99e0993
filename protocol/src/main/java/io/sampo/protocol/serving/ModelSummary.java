package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import java.util.List;
import java.util.Optional;

/**
 * Everything a frontend has to know of a model; the catalog holds one for each.
 *
 * @param versions oldest first
 * @param previousDeployment the one that a roll-back goes to, or null
 * @param replicas those that the entity knows of, on any node
 * @param serving one for each version that is to be served or checked
 * @param placementReasons why a replica is missing, one sentence a node; empty if none is
 * @param sequenceNumber the entity's journal sequence number when this was written
 */
public record ModelSummary(
    ModelName name,
    List<VersionSummary> versions,
    Deployment deployment,
    Deployment previousDeployment,
    List<ReplicaStatus> replicas,
    List<VersionServing> serving,
    List<String> placementReasons,
    long sequenceNumber)
    implements WireMessage {
  public ModelSummary {
    requireNonNull(name, "name is null");
    requireNonNull(deployment, "deployment is null");
    versions = List.copyOf(versions);
    replicas = List.copyOf(replicas);
    serving = List.copyOf(serving);
    placementReasons = List.copyOf(placementReasons);
  }

  /** Of a model with its first deployment, of which nobody knows what is asked of it. */
  public ModelSummary(
      ModelName name,
      List<VersionSummary> versions,
      Deployment deployment,
      List<ReplicaStatus> replicas,
      List<String> placementReasons,
      long sequenceNumber) {
    this(name, versions, deployment, null, replicas, List.of(), placementReasons, sequenceNumber);
  }

  /** As the catalog holds it: without loads, and without what plans have learned. */
  public ModelSummary brief() {
    List<VersionServing> without =
        serving.stream()
            .map(
                each ->
                    new VersionServing(
                        each.version(), each.wantedReplicas(), each.quarantine(), List.of()))
            .toList();
    return new ModelSummary(
        name,
        versions.stream().map(VersionSummary::brief).toList(),
        deployment,
        previousDeployment,
        replicas,
        without,
        placementReasons,
        sequenceNumber);
  }

  public Optional<VersionServing> serving(VersionName version) {
    return serving.stream().filter(each -> each.version().equals(version)).findFirst();
  }

  public Optional<VersionSummary> version(VersionName version) {
    return versions.stream()
        .filter(summary -> summary.specification().name().equals(version))
        .findFirst();
  }

  /** Whether any replica of the version is; a plain loop, since routers ask for every request. */
  public boolean isReady(VersionName version) {
    for (ReplicaStatus status : replicas) {
      if (status.phase() == ReplicaPhase.READY
          && status.replica().modelVersion().version().equals(version)) {
        return true;
      }
    }
    return false;
  }

  public long readyReplicas(VersionName version) {
    return replicas.stream()
        .filter(status -> status.phase() == ReplicaPhase.READY)
        .filter(status -> status.replica().modelVersion().version().equals(version))
        .count();
  }
}
