package io.sampo.node.serving;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What went wrong on the way to the wanted replicas: refusals hold off one node for a while, failed
 * loads hold off the version everywhere, longer each time. Belongs to the model's owner.
 */
final class Setbacks {
  private record Refusal(String sentence, Instant until) {}

  private record Failure(ReplicaStatus status, int count, Instant until) {}

  private final ModelSettings.Backoff backoff;
  private final Duration refusalHold;
  private final Map<VersionName, Map<NodeId, Refusal>> refusals = new LinkedHashMap<>();
  private final Map<VersionName, Failure> failures = new LinkedHashMap<>();

  Setbacks(ModelSettings.Backoff backoff, Duration refusalHold) {
    this.backoff = backoff;
    this.refusalHold = refusalHold;
  }

  void refused(VersionName version, NodeId node, String sentence, Instant now) {
    refusals
        .computeIfAbsent(version, key -> new LinkedHashMap<>())
        .put(node, new Refusal(sentence, now.plus(refusalHold)));
  }

  void failed(ReplicaStatus status, Instant now) {
    VersionName version = status.replica().modelVersion().version();
    failures.compute(
        version,
        (key, previous) -> {
          int count = previous == null ? 1 : previous.count() + 1;
          return new Failure(status, count, now.plus(backoff.after(count)));
        });
  }

  /** A replica of the version became ready: nothing that went wrong before matters. */
  void succeeded(VersionName version) {
    refusals.remove(version);
    failures.remove(version);
  }

  void retainVersions(Set<VersionName> versions) {
    refusals.keySet().retainAll(versions);
    failures.keySet().retainAll(versions);
  }

  /** Whether no replica of the version may be started yet. */
  boolean isHeldOff(VersionName version, Instant now) {
    Failure failure = failures.get(version);
    return failure != null && now.isBefore(failure.until());
  }

  /** The nodes that have just refused a replica of the version. */
  Set<NodeId> refusing(VersionName version, Instant now) {
    return refusals.getOrDefault(version, Map.of()).entrySet().stream()
        .filter(refusal -> now.isBefore(refusal.getValue().until()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  List<String> sentences(VersionName version) {
    List<String> sentences = new ArrayList<>();
    Failure failure = failures.get(version);
    if (failure != null) {
      sentences.add(
          "%s (failure %d, last on [%s]; next attempt at %s)"
              .formatted(
                  failure.status().failure().message(),
                  failure.count(),
                  failure.status().node(),
                  failure.until().truncatedTo(ChronoUnit.SECONDS)));
    }
    refusals.getOrDefault(version, Map.of()).values().stream()
        .map(Refusal::sentence)
        .forEach(sentences::add);
    return sentences;
  }

  /** The last failed replica of each version that has not recovered since. */
  List<ReplicaStatus> failedReplicas() {
    return failures.values().stream().map(Failure::status).toList();
  }
}
