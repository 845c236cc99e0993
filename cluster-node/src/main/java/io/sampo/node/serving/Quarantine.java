package io.sampo.node.serving;

import static java.util.stream.Collectors.joining;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps an artifact off all devices when two processes died while they loaded it: otherwise it
 * would go through the cluster node by node. One death may have had any cause, so the next attempt
 * is still made. Deaths are forgotten after a day. Pure.
 */
final class Quarantine {
  static final Duration MEMORY = Duration.ofHours(24);
  private static final int DEATHS = 2;

  private Quarantine() {}

  /** Why no replica of the version may be started now, if so. */
  static Optional<PlatformError> of(ModelState state, VersionSummary version, Instant now) {
    List<NodeDeath> deaths = deaths(state, version.specification().artifact(), now);
    if (deaths.size() < DEATHS) {
      return Optional.empty();
    }
    String nodes =
        deaths.stream()
            .map(death -> "[%s] at %s".formatted(death.node(), toSeconds(death.at())))
            .collect(joining(" and "));
    return Optional.of(
        new PlatformError(
            ErrorCode.ARTIFACT_QUARANTINED,
            "Expected an artifact that leaves its node alive, but version [%s] was being loaded"
                    .formatted(version.specification().name())
                + " when nodes died: %s; it is in quarantine until %s or until that is lifted"
                    .formatted(nodes, toSeconds(end(deaths)))));
  }

  /** One death of each process: two loads on one node are one sign. */
  private static List<NodeDeath> deaths(ModelState state, ArtifactHash artifact, Instant now) {
    Map<NodeId, NodeDeath> deaths = new LinkedHashMap<>();
    state.deaths().stream()
        .filter(death -> death.artifact().equals(artifact))
        .filter(death -> now.isBefore(death.at().plus(MEMORY)))
        .forEach(death -> deaths.putIfAbsent(death.node(), death));
    return List.copyOf(deaths.values());
  }

  /** When too few deaths will be remembered. */
  private static Instant end(List<NodeDeath> deaths) {
    return deaths.stream()
        .map(NodeDeath::at)
        .sorted()
        .skip(deaths.size() - DEATHS)
        .findFirst()
        .orElseThrow()
        .plus(MEMORY);
  }

  private static Instant toSeconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  static ModelState begun(ModelState state, LoadAttempt attempt) {
    if (state.openLoads().stream().anyMatch(open -> open.replica().equals(attempt.replica()))) {
      return state;
    }
    List<LoadAttempt> open = new ArrayList<>(state.openLoads());
    open.add(attempt);
    return state.withLoads(open, state.deaths());
  }

  static ModelState ended(ModelState state, ReplicaId replica) {
    List<LoadAttempt> open = new ArrayList<>(state.openLoads());
    return open.removeIf(attempt -> attempt.replica().equals(replica))
        ? state.withLoads(open, state.deaths())
        : state;
  }

  /** Counts once for each attempt; what is too old to matter beside this one is dropped. */
  static ModelState killed(ModelState state, ReplicaId replica, NodeDeath death) {
    ModelState ended = ended(state, replica);
    if (ended.equals(state)) {
      return state;
    }
    List<NodeDeath> deaths = new ArrayList<>(state.deaths());
    deaths.removeIf(old -> !old.at().plus(MEMORY).isAfter(death.at()));
    deaths.add(death);
    return ended.withLoads(ended.openLoads(), deaths);
  }
}
