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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the replicas that should be with those that are, and says what to do next: one decision
 * at a time, each on the situation that the one before has left. Starts come before stops, and a
 * ready replica of a deployment is only stopped when what replaces it is ready (make-before-break).
 * How many replicas should be is decided by {@link Demand}. Pure.
 */
final class ReplicaPlanner {

  /** One step towards the wanted replicas. */
  sealed interface Decision {}

  /**
   * @param mayEvict whether idle replicas of others may go for it
   * @param replaces the ready replica whose place it is to take, or null
   */
  record Start(VersionName version, NodeId node, boolean mayEvict, ReplicaId replaces)
      implements Decision {
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
  private final Census census;
  private final long overheadBytes;

  ReplicaPlanner(Situation situation, long overheadBytes) {
    this.situation = situation;
    this.census = new Census(situation);
    this.overheadBytes = overheadBytes;
  }

  /** What a replica of the version reserves. */
  static long bytes(VersionSummary version, long overheadBytes) {
    return version.specification().artifactBytes() + overheadBytes;
  }

  /** The next step, or nothing if there is none to take now. */
  Optional<Decision> next() {
    return start().or(this::stop).or(this::spread).or(this::rebalance);
  }

  private Optional<Decision> start() {
    for (VersionSummary version : situation.state().versions()) {
      if (needsStart(version.specification().name()) && mayStart(version)) {
        Optional<Decision> start = place(version);
        if (start.isPresent()) {
          return start;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What is gone or goes with its node is replaced at once; what is merely outdated, one by one, so
   * that a model does not need twice its room to be renewed.
   */
  private boolean needsStart(VersionName version) {
    List<KnownReplica> lasting = census.lasting(version);
    int missing = wanted(version) - lasting.size();
    return missing > census.countOutdatedAndReady(version)
        || missing > 0 && lasting.stream().allMatch(KnownReplica::isReady);
  }

  private boolean mayStart(VersionSummary version) {
    return !situation.setbacks().isHeldOff(version.specification().name(), situation.now())
        && Quarantine.of(situation.state(), version, situation.now()).isEmpty();
  }

  private Optional<Decision> place(VersionSummary version) {
    VersionName name = version.specification().name();
    PlacementPolicy.Ranking ranking = ranking(version);
    Optional<NodeId> roomy = ranking.nodes().stream().findFirst();
    if (roomy.isPresent()) {
      return roomy.map(node -> new Start(name, node, false, null));
    }
    return ranking.evicting().stream().findFirst().map(node -> new Start(name, node, true, null));
  }

  /** Where the version may go, without the nodes that have just refused it. */
  PlacementPolicy.Ranking ranking(VersionSummary version) {
    VersionName name = version.specification().name();
    Set<NodeId> refusing = situation.setbacks().refusing(name, situation.now());
    Set<NodeId> full = situation.setbacks().full(name, situation.now());
    List<DeviceReport> asked =
        situation.reports().stream().filter(report -> !refusing.contains(report.node())).toList();
    return PlacementPolicy.rank(
        asked, bytes(version, overheadBytes), census::heldBy, full::contains);
  }

  private Optional<Decision> stop() {
    return unwanted().or(this::leaving).or(this::surplus);
  }

  private Optional<Decision> unwanted() {
    boolean replaced = isDeploymentServed();
    return situation.replicas().stream()
        .filter(KnownReplica::isAlive)
        .filter(known -> wanted(known.version()) == 0)
        .filter(known -> replaced || !isStandIn(known))
        .findFirst()
        .map(known -> new Stop(known.id(), "its version is not wanted"));
  }

  /** Serves in place of what the deployment wants and does not have yet. */
  private boolean isStandIn(KnownReplica known) {
    return known.isReady()
        && !deployment().weights().containsKey(known.version())
        && situation.goal().served().contains(known.version())
        && ModelRules.find(situation.state(), known.version())
            .filter(version -> version.state() == VersionState.AVAILABLE)
            .isPresent();
  }

  /** True if it wants nothing. */
  private boolean isDeploymentServed() {
    return !deployment().servesAnything()
        || deployment().weights().keySet().stream().allMatch(this::isServed);
  }

  /** As wanted; or as far as there is room, if that is enough to begin with. */
  private boolean isServed(VersionName name) {
    Optional<VersionSummary> version = ModelRules.find(situation.state(), name);
    if (version.isEmpty() || version.get().state() != VersionState.AVAILABLE) {
      return false;
    }
    long ready = census.countLastingAndReady(name);
    return ready >= wanted(name)
        || ready >= Math.max(1, deployment().scaling().minimumReplicas())
            && (!mayStart(version.get()) || place(version.get()).isEmpty());
  }

  private Optional<Decision> leaving() {
    return situation.replicas().stream()
        .filter(KnownReplica::isAlive)
        .filter(known -> !census.isLasting(known))
        .filter(this::mayLeave)
        .min(Comparator.comparing(known -> !census.isOnClosingNode(known)))
        .map(
            known ->
                new Stop(
                    known.id(),
                    census.isOnClosingNode(known)
                        ? "its node takes no replicas any more"
                        : "it is outdated"));
  }

  /** A ready one goes only if enough others are ready, be they leaving themselves. */
  private boolean mayLeave(KnownReplica known) {
    int wanted = wanted(known.version());
    return !known.isReady() || wanted > 0 && census.ready(known.version()).size() > wanted;
  }

  private Optional<Decision> surplus() {
    for (VersionName version : situation.goal().wanted().keySet()) {
      List<KnownReplica> lasting = census.lasting(version);
      if (lasting.size() > wanted(version)) {
        Optional<KnownReplica> dispensable = lasting.stream().max(mostDispensable(lasting));
        if (dispensable.isPresent() && isDispensable(dispensable.get())) {
          return dispensable.map(known -> new Stop(known.id(), "there are more than wanted"));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isDispensable(KnownReplica known) {
    return !known.isReady()
        || census.countLastingAndReady(known.version()) > wanted(known.version());
  }

  /**
   * First what another is to replace; then the crowded, where there are any; then what does not
   * serve yet; then what shares its node with most others; then the youngest.
   */
  private Comparator<KnownReplica> mostDispensable(List<KnownReplica> lasting) {
    Comparator<KnownReplica> order =
        Comparator.comparing(known -> lasting.stream().anyMatch(other -> other.replaces(known)));
    if (Census.isCrowded(lasting)) {
      order = order.thenComparingLong(known -> neighbours(known, lasting));
    }
    return order
        .thenComparing(known -> !known.isReady())
        .thenComparingInt(known -> census.occupantsOf(known.node()))
        .thenComparingLong(known -> known.id().incarnation());
  }

  /** Replicas of the same version on the same node, itself included. */
  private static long neighbours(KnownReplica known, List<KnownReplica> lasting) {
    return lasting.stream().filter(other -> other.node().equals(known.node())).count();
  }

  /**
   * Where two replicas of a version share a node although another has none and room (nodes came
   * after the replicas), one more is started there; then one of the two is surplus.
   */
  private Optional<Decision> spread() {
    for (VersionSummary version : situation.state().versions()) {
      List<KnownReplica> lasting = census.lasting(version.specification().name());
      if (isCalm(version) && Census.isCrowded(lasting)) {
        Optional<NodeId> roomy = nodeWithout(version, lasting);
        if (roomy.isPresent()) {
          return roomy.map(node -> new Start(version.specification().name(), node, false, null));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Decision> rebalance() {
    return situation.mayRebalance() ? move() : Optional.empty();
  }

  /**
   * A replica that would better be elsewhere: the node that it is on holds at least two replicas
   * more, of whatever model, than the emptiest one that has room as it is.
   */
  Optional<Decision> move() {
    for (VersionSummary version : situation.state().versions()) {
      List<KnownReplica> lasting = census.lasting(version.specification().name());
      Optional<NodeId> emptiest =
          isCalm(version) ? nodeWithout(version, lasting) : Optional.empty();
      Optional<KnownReplica> moved =
          lasting.stream().max(Comparator.comparingInt(known -> census.occupantsOf(known.node())));
      if (emptiest.isPresent()
          && moved.isPresent()
          && isWorthMoving(moved.get(), emptiest.get(), lasting)) {
        return Optional.of(
            new Start(moved.get().version(), emptiest.get(), false, moved.get().id()));
      }
    }
    return Optional.empty();
  }

  private boolean isWorthMoving(KnownReplica moved, NodeId target, List<KnownReplica> lasting) {
    boolean emptier = census.occupantsOf(moved.node()) >= census.occupantsOf(target) + 2;
    String zone = census.zoneOf(target);
    boolean asSpread =
        zone.equals(census.zoneOf(moved.node()))
            || lasting.stream().noneMatch(known -> census.zoneOf(known.node()).equals(zone));
    return emptier && asSpread;
  }

  private boolean isCalm(VersionSummary version) {
    VersionName name = version.specification().name();
    List<KnownReplica> lasting = census.lasting(name);
    return lasting.size() == wanted(name)
        && lasting.stream().allMatch(KnownReplica::isReady)
        && mayStart(version);
  }

  private Optional<NodeId> nodeWithout(VersionSummary version, List<KnownReplica> lasting) {
    return ranking(version).nodes().stream()
        .filter(node -> lasting.stream().noneMatch(known -> known.node().equals(node)))
        .findFirst();
  }

  private int wanted(VersionName version) {
    return situation.goal().wanted(version);
  }

  private Deployment deployment() {
    return situation.state().deployment();
  }
}
