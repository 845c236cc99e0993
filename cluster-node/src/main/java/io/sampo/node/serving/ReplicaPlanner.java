package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.node.placement.PlacementPolicy;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares the replicas that should be with those that are, and says what to do next: one decision
 * at a time, each on the situation that the one before has left. Starts come before stops, and a
 * ready replica of a deployment is only stopped when what replaces it is ready (make-before-break).
 * Pure.
 */
final class ReplicaPlanner {

  /** One step towards the wanted replicas. */
  sealed interface Decision {}

  record Start(VersionName version, NodeId node) implements Decision {
    Start {
      requireNonNull(version, "version is null");
      requireNonNull(node, "node is null");
    }
  }

  /**
   * @param reason for the log
   */
  record Stop(ReplicaId replica, String reason) implements Decision {
    Stop {
      requireNonNull(replica, "replica is null");
      requireNonNull(reason, "reason is null");
    }
  }

  private final Situation situation;
  private final long overheadBytes;
  private final Map<VersionName, Integer> wanted;
  private final Set<NodeId> draining;

  ReplicaPlanner(Situation situation, long overheadBytes) {
    this.situation = situation;
    this.overheadBytes = overheadBytes;
    this.wanted = wanted();
    this.draining =
        situation.reports().stream()
            .filter(DeviceReport::draining)
            .map(DeviceReport::node)
            .collect(Collectors.toSet());
  }

  /** What a replica of the version reserves. */
  static long bytes(VersionSummary version, long overheadBytes) {
    return version.specification().artifactBytes() + overheadBytes;
  }

  /** The next step, or nothing if there is none to take now. */
  Optional<Decision> next() {
    return start().or(this::stop).or(this::spread);
  }

  /** Why replicas are missing; empty if none are. */
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    for (VersionSummary version : situation.state().versions()) {
      VersionName name = version.specification().name();
      boolean rejected =
          version.state() == VersionState.REJECTED && deployment().weights().containsKey(name);
      if (rejected && deployment().scaling().minimumReplicas() > 0) {
        reasons.add(
            "Expected a version that can be served, but [%s/%s] was rejected: %s"
                .formatted(situation.model(), name, version.message()));
      }
      if (count(name, this::isLasting) < wanted.getOrDefault(name, 0)) {
        reasons.addAll(missing(version));
      }
    }
    return reasons.stream().distinct().toList();
  }

  /** How many replicas each version should have; the one place where demand is decided. */
  private Map<VersionName, Integer> wanted() {
    Map<VersionName, Integer> counts = new LinkedHashMap<>();
    for (VersionSummary version : situation.state().versions()) {
      VersionName name = version.specification().name();
      boolean deployed = deployment().weights().containsKey(name);
      if (version.state() == VersionState.CHECKING) {
        counts.put(name, 1);
      } else if (version.state() == VersionState.AVAILABLE && deployed) {
        counts.put(name, deployment().scaling().minimumReplicas());
      }
    }
    return counts;
  }

  private Optional<Decision> start() {
    for (VersionSummary version : situation.state().versions()) {
      VersionName name = version.specification().name();
      if (count(name, this::isLasting) < wanted.getOrDefault(name, 0)
          && !situation.setbacks().isHeldOff(name, situation.now())) {
        Optional<NodeId> node = ranking(version).nodes().stream().findFirst();
        if (node.isPresent()) {
          return node.map(best -> new Start(name, best));
        }
      }
    }
    return Optional.empty();
  }

  private PlacementPolicy.Ranking ranking(VersionSummary version) {
    VersionName name = version.specification().name();
    Set<NodeId> refusing = situation.setbacks().refusing(name, situation.now());
    List<DeviceReport> asked =
        situation.reports().stream().filter(report -> !refusing.contains(report.node())).toList();
    return PlacementPolicy.rank(asked, bytes(version, overheadBytes), this::heldBy);
  }

  private int heldBy(NodeId node) {
    return (int) situation.replicas().stream().filter(known -> known.node().equals(node)).count();
  }

  private Optional<Decision> stop() {
    return unwanted().or(this::onDrainingNode).or(this::surplus);
  }

  private Optional<Decision> unwanted() {
    boolean replaced = isDeploymentServed();
    return situation.replicas().stream()
        .filter(KnownReplica::isAlive)
        .filter(known -> wanted.getOrDefault(known.version(), 0) == 0)
        .filter(known -> replaced || !isStandIn(known))
        .findFirst()
        .map(known -> new Stop(known.id(), "its version is not wanted"));
  }

  /** Serves in place of what the deployment wants and does not have yet. */
  private boolean isStandIn(KnownReplica known) {
    boolean available =
        ModelRules.find(situation.state(), known.version())
            .filter(version -> version.state() == VersionState.AVAILABLE)
            .isPresent();
    return available && known.isReady() && situation.served().contains(known.version());
  }

  /** True if it wants nothing. */
  private boolean isDeploymentServed() {
    return deployment().scaling().minimumReplicas() == 0
        || deployment().weights().keySet().stream()
            .allMatch(
                name ->
                    count(name, this::isLastingAndReady)
                        >= deployment().scaling().minimumReplicas());
  }

  private Optional<Decision> onDrainingNode() {
    return situation.replicas().stream()
        .filter(KnownReplica::isAlive)
        .filter(known -> draining.contains(known.node()))
        .filter(
            known ->
                !known.isReady()
                    || count(known.version(), this::isLastingAndReady)
                        >= wanted.getOrDefault(known.version(), 0))
        .findFirst()
        .map(known -> new Stop(known.id(), "its node is draining"));
  }

  private Optional<Decision> surplus() {
    for (Map.Entry<VersionName, Integer> entry : wanted.entrySet()) {
      List<KnownReplica> lasting = lasting(entry.getKey());
      if (lasting.size() > entry.getValue()) {
        Optional<KnownReplica> dispensable =
            lasting.stream().max(mostDispensable(isCrowded(lasting)));
        if (dispensable.isPresent() && isDispensable(dispensable.get(), entry.getValue())) {
          return dispensable.map(known -> new Stop(known.id(), "there are more than wanted"));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isDispensable(KnownReplica known, int wantedReplicas) {
    return !known.isReady() || count(known.version(), this::isLastingAndReady) > wantedReplicas;
  }

  /**
   * Where two replicas of a version share a node although another has none and room (nodes came
   * after the replicas), one more is started there; then one of the two is surplus.
   */
  private Optional<Decision> spread() {
    for (VersionSummary version : situation.state().versions()) {
      VersionName name = version.specification().name();
      List<KnownReplica> lasting = lasting(name);
      boolean calm =
          lasting.size() == wanted.getOrDefault(name, 0)
              && lasting.stream().allMatch(KnownReplica::isReady)
              && !situation.setbacks().isHeldOff(name, situation.now());
      if (calm && isCrowded(lasting)) {
        Optional<NodeId> roomy =
            ranking(version).nodes().stream()
                .filter(node -> lasting.stream().noneMatch(known -> known.node().equals(node)))
                .findFirst();
        if (roomy.isPresent()) {
          return roomy.map(node -> new Start(name, node));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isCrowded(List<KnownReplica> replicas) {
    return replicas.stream().map(KnownReplica::node).distinct().count() < replicas.size();
  }

  private List<KnownReplica> lasting(VersionName version) {
    return situation.replicas().stream()
        .filter(known -> known.version().equals(version))
        .filter(this::isLasting)
        .toList();
  }

  /**
   * The crowded go first where there are any; then what does not serve yet; then the youngest.
   *
   * @param crowded whether replicas of one version share a node
   */
  private Comparator<KnownReplica> mostDispensable(boolean crowded) {
    Comparator<KnownReplica> idle = Comparator.comparingInt(known -> known.isReady() ? 0 : 1);
    Comparator<KnownReplica> order =
        crowded
            ? Comparator.<KnownReplica>comparingLong(this::neighbours).thenComparing(idle)
            : idle;
    return order.thenComparingLong(known -> known.id().incarnation());
  }

  /** Replicas of the same version on the same node, itself included. */
  private long neighbours(KnownReplica known) {
    return count(known.version(), other -> isLasting(other) && other.node().equals(known.node()));
  }

  private List<String> missing(VersionSummary version) {
    List<String> reasons =
        new ArrayList<>(situation.setbacks().sentences(version.specification().name()));
    reasons.addAll(ranking(version).objections());
    if (situation.reports().isEmpty()) {
      reasons.add("Expected a node with a device, but none can be reached");
    }
    return reasons;
  }

  private long count(VersionName version, Predicate<KnownReplica> condition) {
    return situation.replicas().stream()
        .filter(known -> known.version().equals(version))
        .filter(condition)
        .count();
  }

  private boolean isLasting(KnownReplica known) {
    return known.isAlive() && !draining.contains(known.node());
  }

  private boolean isLastingAndReady(KnownReplica known) {
    return known.isReady() && isLasting(known);
  }

  private Deployment deployment() {
    return situation.state().deployment();
  }
}
