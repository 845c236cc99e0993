package io.sampo.node.serving;

import io.sampo.protocol.error.ErrorCode;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What went wrong on the way to the wanted replicas: refusals hold off one node for a while, failed
 * loads hold off the version everywhere, longer each time, and for good after too many in a row,
 * until somebody changes something. Belongs to the model's owner.
 */
final class Setbacks {
  /**
   * @param full whether the node had no room, but was not asked to make some
   */
  private record Refusal(String sentence, boolean full, Instant until) {}

  /**
   * @param until {@link Instant#MAX} if given up
   */
  private record Failure(ReplicaStatus status, int count, Instant until) {
    boolean isGivenUp() {
      return until.equals(Instant.MAX);
    }
  }

  private final ModelSettings.Backoff backoff;
  private final Duration refusalHold;
  private final Map<VersionName, Map<NodeId, Refusal>> refusals = new LinkedHashMap<>();
  private final Map<VersionName, Failure> failures = new LinkedHashMap<>();

  Setbacks(ModelSettings.Backoff backoff, Duration refusalHold) {
    this.backoff = backoff;
    this.refusalHold = refusalHold;
  }

  void refused(VersionName version, NodeId node, String sentence, Instant now) {
    hold(version, node, new Refusal(sentence, false, now.plus(refusalHold)));
  }

  /** The node has no room as it is; it may still be asked to make some. */
  void full(VersionName version, NodeId node, String sentence, Instant now) {
    hold(version, node, new Refusal(sentence, true, now.plus(refusalHold)));
  }

  private void hold(VersionName version, NodeId node, Refusal refusal) {
    refusals.computeIfAbsent(version, key -> new LinkedHashMap<>()).put(node, refusal);
  }

  /** A device that is stuck says nothing about the version: only its node is held off. */
  void failed(ReplicaStatus status, Instant now) {
    VersionName version = status.replica().modelVersion().version();
    if (status.failure().code() == ErrorCode.DEVICE_STUCK) {
      refused(version, status.node(), status.failure().message(), now);
      return;
    }
    failures.compute(
        version,
        (key, previous) -> {
          int count = previous == null ? 1 : previous.count() + 1;
          Instant until =
              count >= backoff.mostFailures() ? Instant.MAX : now.plus(backoff.after(count));
          return new Failure(status, count, until);
        });
  }

  /** A replica of the version became ready: nothing that went wrong before matters. */
  void succeeded(VersionName version) {
    refusals.remove(version);
    failures.remove(version);
  }

  /** Somebody wants the model as it is, or anew: everything may be tried again. */
  void forgive() {
    refusals.clear();
    failures.clear();
  }

  /** A node joins, where loads that were given up may work. */
  void nodeJoined() {
    failures.values().removeIf(Failure::isGivenUp);
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

  /** The nodes that have just refused a replica of the version, whatever they were asked. */
  Set<NodeId> refusing(VersionName version, Instant now) {
    return holding(version, now, refusal -> !refusal.full());
  }

  /** The nodes that have just said that they have no room for the version as they are. */
  Set<NodeId> full(VersionName version, Instant now) {
    return holding(version, now, Refusal::full);
  }

  private Set<NodeId> holding(VersionName version, Instant now, Predicate<Refusal> condition) {
    return refusals.getOrDefault(version, Map.of()).entrySet().stream()
        .filter(refusal -> now.isBefore(refusal.getValue().until()))
        .filter(refusal -> condition.test(refusal.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  List<String> sentences(VersionName version) {
    List<String> sentences = new ArrayList<>();
    Failure failure = failures.get(version);
    if (failure != null) {
      sentences.add(sentence(failure));
    }
    refusals.getOrDefault(version, Map.of()).values().stream()
        .map(Refusal::sentence)
        .forEach(sentences::add);
    return sentences;
  }

  private static String sentence(Failure failure) {
    String outlook =
        failure.isGivenUp()
            ? "given up until the model is deployed again or reloaded, or a node joins"
            : "next attempt at " + failure.until().truncatedTo(ChronoUnit.SECONDS);
    return "%s (failure %d, last on [%s]; %s)"
        .formatted(
            failure.status().failure().message(),
            failure.count(),
            failure.status().node(),
            outlook);
  }

  /** The last failed replica of each version that has not recovered since. */
  List<ReplicaStatus> failedReplicas() {
    return failures.values().stream().map(Failure::status).toList();
  }
}
