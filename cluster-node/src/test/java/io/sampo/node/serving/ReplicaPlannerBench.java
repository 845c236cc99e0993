package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NODE_C;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.report;
import static io.sampo.node.samples.ServingSamples.status;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A situation that a test makes up, and an owner that carries out every decision on it. */
abstract class ReplicaPlannerBench {
  static final VersionName V1 = new VersionName("1");
  static final VersionName V2 = new VersionName("2");

  final List<KnownReplica> replicas = new ArrayList<>();
  final Set<VersionName> served = new HashSet<>();
  final Setbacks setbacks =
      new Setbacks(
          new ModelSettings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), 3),
          Duration.ofSeconds(3));
  List<DeviceReport> reports = List.of(report(NODE_A), report(NODE_B), report(NODE_C));
  final Map<VersionName, Integer> demand = new HashMap<>();
  ModelState state = ModelState.EMPTY;
  long outdatedUpTo;
  boolean mayRebalance;
  long nextIncarnation = 100;

  void everythingSettles() {
    replicas.removeIf(known -> known.stopping() || known.status().phase() == ReplicaPhase.DRAINING);
    replicas.replaceAll(known -> known.with(status(known.id(), known.node(), ReplicaPhase.READY)));
  }

  /** Carries out every decision on the table, as an owner does, and lists them. */
  List<String> planToTheEnd() {
    List<String> decisions = new ArrayList<>();
    Optional<ReplicaPlanner.Decision> decision = planner().next();
    while (decision.isPresent()) {
      decisions.add(carryOut(decision.get()));
      assertThat(decisions).as("planning has an end").hasSizeLessThan(50);
      decision = planner().next();
    }
    return decisions;
  }

  String carryOut(ReplicaPlanner.Decision decision) {
    if (decision instanceof ReplicaPlanner.Start start) {
      ReplicaId id = replica(start.version().value(), nextIncarnation++);
      ReplicaStatus status = status(id, start.node(), ReplicaPhase.LOADING);
      replicas.add(new KnownReplica(status, start, true, false, NOON));
      return "start " + start.version() + " on " + start.node().host();
    }
    ReplicaId id = ((ReplicaPlanner.Stop) decision).replica();
    replicas.replaceAll(known -> known.id().equals(id) ? known.ordered(true, NOON) : known);
    return "stop " + id.modelVersion().version() + "/" + id.incarnation();
  }

  ReplicaPlanner planner() {
    return new ReplicaPlanner(situation(), 50);
  }

  List<String> reasons() {
    return new PlacementReasons(situation(), planner()).sentences();
  }

  Situation situation() {
    Goal goal = new Goal(state, wanted(), served, outdatedUpTo);
    return new Situation(
        new ModelName("digits"), goal, replicas, reports, setbacks, mayRebalance, NOON);
  }

  /** The minimum, unless a test says more. */
  Map<VersionName, Integer> wanted() {
    Map<VersionName, Integer> wanted = new LinkedHashMap<>();
    for (VersionSummary version : state.versions()) {
      VersionName name = version.specification().name();
      if (version.state() == VersionState.CHECKING) {
        wanted.put(name, 1);
      } else if (version.state() == VersionState.AVAILABLE
          && state.deployment().weights().containsKey(name)) {
        wanted.put(name, demand.getOrDefault(name, state.deployment().scaling().minimumReplicas()));
      }
    }
    return wanted;
  }

  void has(String version, long incarnation, NodeId node, ReplicaPhase phase) {
    replicas.add(
        new KnownReplica(
            status(replica(version, incarnation), node, phase), null, true, false, NOON));
  }

  void becomes(String version, long incarnation, NodeId node, ReplicaPhase phase) {
    replicas.removeIf(known -> known.id().equals(replica(version, incarnation)));
    has(version, incarnation, node, phase);
  }

  static ModelState versions(Deployment deployment, VersionSummary... versions) {
    return ModelState.of(List.of(versions), deployment, versions.length);
  }

  static DeviceReport draining(NodeId node) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, 0, 0, "1.0.0", "", true, false);
  }

  static DeviceReport stuck(NodeId node) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, 0, 0, "1.0.0", "", false, true);
  }

  static DeviceReport holding(NodeId node, int replicas) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, replicas, 0, "1.0.0", "", false, false);
  }

  /** But for what is idle there. */
  static DeviceReport full(NodeId node, Instant since) {
    return new DeviceReport(
        node, "cpu", 1000, 1000, 0, 400, since, 0, 0, "1.0.0", "", false, false);
  }

  static ReplicaStatus failed() {
    return new ReplicaStatus(
        replica("1", 1),
        NODE_A,
        ReplicaPhase.FAILED,
        "test",
        new PlatformError(ErrorCode.ARTIFACT_UNAVAILABLE, "out of luck"));
  }
}
