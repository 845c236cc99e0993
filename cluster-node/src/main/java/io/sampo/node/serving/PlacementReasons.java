package io.sampo.node.serving;

import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says to people why replicas are missing, with the numbers of every node. Pure. */
final class PlacementReasons {
  private final Situation situation;
  private final Census census;
  private final ReplicaPlanner planner;

  PlacementReasons(Situation situation, ReplicaPlanner planner) {
    this.situation = situation;
    this.census = new Census(situation);
    this.planner = planner;
  }

  /** One sentence each; empty if no replica is missing. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (VersionSummary version : situation.state().versions()) {
      VersionName name = version.specification().name();
      if (isDeployedInVain(version)) {
        sentences.add(
            "Expected a version that can be served, but [%s/%s] was rejected: %s"
                .formatted(situation.model(), name, version.message()));
      }
      if (census.lasting(name).size() < situation.goal().wanted(name)) {
        sentences.addAll(missing(version));
      }
    }
    return sentences.stream().distinct().toList();
  }

  private boolean isDeployedInVain(VersionSummary version) {
    Deployment deployment = situation.state().deployment();
    return version.state() == VersionState.REJECTED
        && deployment.weights().containsKey(version.specification().name())
        && deployment.servesAnything();
  }

  private List<String> missing(VersionSummary version) {
    Optional<PlatformError> quarantine = Quarantine.of(situation.state(), version, situation.now());
    if (quarantine.isPresent()) {
      return List.of(quarantine.get().message());
    }
    List<String> sentences =
        new ArrayList<>(situation.setbacks().sentences(version.specification().name()));
    sentences.addAll(planner.ranking(version).objections());
    if (situation.reports().isEmpty()) {
      sentences.add("Expected a node with a device, but none can be reached");
    }
    return sentences;
  }
}
