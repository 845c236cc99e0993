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
 * @param replicas those that the entity knows of, on any node
 * @param placementReasons why a replica is missing, one sentence a node; empty if none is
 * @param sequenceNumber the entity's journal sequence number when this was written
 */
public record ModelSummary(
    ModelName name,
    List<VersionSummary> versions,
    Deployment deployment,
    List<ReplicaStatus> replicas,
    List<String> placementReasons,
    long sequenceNumber)
    implements WireMessage {
  public ModelSummary {
    requireNonNull(name, "name is null");
    requireNonNull(deployment, "deployment is null");
    versions = List.copyOf(versions);
    replicas = List.copyOf(replicas);
    placementReasons = List.copyOf(placementReasons);
  }

  public Optional<VersionSummary> version(VersionName version) {
    return versions.stream()
        .filter(summary -> summary.specification().name().equals(version))
        .findFirst();
  }

  public long readyReplicas(VersionName version) {
    return replicas.stream()
        .filter(status -> status.phase() == ReplicaPhase.READY)
        .filter(status -> status.replica().modelVersion().version().equals(version))
        .count();
  }
}
