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
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
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
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaPlannerTest {
  private static final VersionName V1 = new VersionName("1");
  private static final VersionName V2 = new VersionName("2");

  private final List<KnownReplica> replicas = new ArrayList<>();
  private final Set<VersionName> served = new HashSet<>();
  private final Setbacks setbacks =
      new Setbacks(
          new ModelSettings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), 3),
          Duration.ofSeconds(3));
  private List<DeviceReport> reports = List.of(report(NODE_A), report(NODE_B), report(NODE_C));
  private final Map<VersionName, Integer> demand = new HashMap<>();
  private ModelState state = ModelState.EMPTY;
  private long outdatedUpTo;
  private boolean mayRebalance;
  private long nextIncarnation = 100;

  @Test
  void checksANewVersionWithOneReplica() {
    state = versions(Deployment.NONE, version("1", VersionState.CHECKING));

    assertThat(planToTheEnd()).containsExactly("start 1 on node-a");
  }

  @Test
  void stopsACheckedReplicaThatNoDeploymentWants() {
    state = versions(Deployment.NONE, version("1", VersionState.AVAILABLE));
    has("1", 1, NODE_A, ReplicaPhase.READY);

    assertThat(planToTheEnd()).containsExactly("stop 1/1");
  }

  @Test
  void keepsACheckedReplicaThatTheDeploymentWants() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    has("1", 1, NODE_A, ReplicaPhase.READY);

    assertThat(planToTheEnd()).isEmpty();
  }

  @Test
  void spreadsTheReplicasOfADeployment() {
    state = versions(Deployment.of(V1, 3), version("1", VersionState.AVAILABLE));

    assertThat(planToTheEnd())
        .containsExactlyInAnyOrder("start 1 on node-a", "start 1 on node-b", "start 1 on node-c");
  }

  @Test
  void keepsTheOldVersionUntilAllOfTheNewOneIsReady() {
    // given
    state =
        versions(
            Deployment.of(V2, 2),
            version("1", VersionState.AVAILABLE),
            version("2", VersionState.AVAILABLE));
    served.add(V1);
    has("1", 1, NODE_A, ReplicaPhase.READY);
    has("2", 2, NODE_B, ReplicaPhase.READY);
    has("2", 3, NODE_C, ReplicaPhase.WARMING);

    // when: one of the new ones is still warming
    assertThat(planToTheEnd()).isEmpty();

    // then: it is ready
    becomes("2", 3, NODE_C, ReplicaPhase.READY);
    assertThat(planToTheEnd()).containsExactly("stop 1/1");
  }

  @Test
  void keepsTheOldVersionIfTheNewOneIsRejected() {
    state =
        versions(
            Deployment.of(V2, 1),
            version("1", VersionState.AVAILABLE),
            version("2", VersionState.REJECTED));
    served.add(V1);
    has("1", 1, NODE_A, ReplicaPhase.READY);

    assertThat(planToTheEnd()).isEmpty();
    assertThat(reasons()).singleElement().asString().contains("was rejected");
  }

  @Test
  void stopsAnOldReplicaThatDoesNotServeAtOnce() {
    state =
        versions(
            Deployment.of(V2, 1),
            version("1", VersionState.AVAILABLE),
            version("2", VersionState.AVAILABLE));
    served.add(V1);
    has("1", 1, NODE_A, ReplicaPhase.LOADING);
    has("2", 2, NODE_B, ReplicaPhase.LOADING);

    assertThat(planToTheEnd()).containsExactly("stop 1/1");
  }

  @Test
  void movesReplicasOffADrainingNodeWithoutAGap() {
    // given
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of(draining(NODE_A), report(NODE_B));
    has("1", 1, NODE_A, ReplicaPhase.READY);

    // when
    assertThat(planToTheEnd()).containsExactly("start 1 on node-b");

    // then
    becomes("1", 100, NODE_B, ReplicaPhase.READY);
    assertThat(planToTheEnd()).containsExactly("stop 1/1");
  }

  @Test
  void replacesWhatIsGoneAndStopsTheSurplusWhenItComesBack() {
    // given: the replica of node c went out of reach
    state = versions(Deployment.of(V1, 2), version("1", VersionState.AVAILABLE));
    reports = List.of(report(NODE_A), report(NODE_B));
    has("1", 1, NODE_A, ReplicaPhase.READY);
    assertThat(planToTheEnd()).containsExactly("start 1 on node-b");
    becomes("1", 100, NODE_B, ReplicaPhase.LOADING);

    // when: node c is back with its replica
    reports = List.of(report(NODE_A), report(NODE_B), report(NODE_C));
    has("1", 2, NODE_C, ReplicaPhase.READY);

    // then: the one that does not serve yet goes
    assertThat(planToTheEnd()).containsExactly("stop 1/100");
  }

  @Test
  void movesOneOfTwoNeighboursToANodeThatCameLater() {
    // given
    state = versions(Deployment.of(V1, 2), version("1", VersionState.AVAILABLE));
    reports = List.of(report(NODE_A));
    has("1", 1, NODE_A, ReplicaPhase.READY);
    has("1", 2, NODE_A, ReplicaPhase.READY);
    assertThat(planToTheEnd()).isEmpty();

    // when
    reports = List.of(report(NODE_A), report(NODE_B));
    assertThat(planToTheEnd()).containsExactly("start 1 on node-b");

    // then
    becomes("1", 100, NODE_B, ReplicaPhase.READY);
    assertThat(planToTheEnd()).containsExactly("stop 1/2");
    assertThat(planToTheEnd()).isEmpty();
  }

  @Test
  void asksTheNextNodeAfterARefusalAndRemembersTheReason() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of(report(NODE_A), report(NODE_B));
    setbacks.refused(V1, NODE_A, "node a is full", NOON);

    assertThat(planToTheEnd()).containsExactly("start 1 on node-b");

    reports = List.of(report(NODE_A));
    replicas.clear();
    assertThat(planToTheEnd()).isEmpty();
    assertThat(reasons()).containsExactly("node a is full");
  }

  @Test
  void waitsAfterAFailedLoadAndSaysUntilWhen() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    setbacks.failed(failed(), NOON);

    assertThat(planToTheEnd()).isEmpty();
    assertThat(reasons())
        .containsExactly(
            "out of luck (failure 1, last on [node-a:17355]; next attempt at"
                + " 2024-05-01T12:00:01Z)");
  }

  @Test
  void saysThatNoNodeCanBeReached() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of();

    assertThat(planToTheEnd()).isEmpty();
    assertThat(reasons()).containsExactly("Expected a node with a device, but none can be reached");
  }

  @Test
  void stopsEverythingOfADeletedModel() {
    served.add(V1);
    has("1", 1, NODE_A, ReplicaPhase.READY);
    has("1", 2, NODE_B, ReplicaPhase.LOADING);

    assertThat(planToTheEnd()).containsExactly("stop 1/1", "stop 1/2");
  }

  @Test
  void comesToRestFromAnySituation() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      replicas.clear();
      state =
          versions(
              new Deployment(
                  Map.of(V1, 1, V2, 1),
                  Scaling.fixed(random.nextInt(4)),
                  Batching.DEFAULT,
                  Traffic.PLAIN),
              version("1", any(random, VersionState.values())),
              version("2", any(random, VersionState.values())));
      reports = List.of(report(NODE_A), random.nextBoolean() ? draining(NODE_B) : report(NODE_B));
      IntStream.range(0, random.nextInt(6))
          .forEach(
              number ->
                  has(
                      random.nextBoolean() ? "1" : "2",
                      number,
                      random.nextBoolean() ? NODE_A : NODE_B,
                      any(
                          random,
                          ReplicaPhase.LOADING,
                          ReplicaPhase.WARMING,
                          ReplicaPhase.READY,
                          ReplicaPhase.DRAINING)));

      // when: everything that is started becomes ready, everything that is stopped goes
      for (int round = 0; round < 20; round++) {
        planToTheEnd();
        everythingSettles();
      }

      // then
      assertThat(planToTheEnd()).as("seed %d", seed).isEmpty();
    }
  }

  private void everythingSettles() {
    replicas.removeIf(known -> known.stopping() || known.status().phase() == ReplicaPhase.DRAINING);
    replicas.replaceAll(known -> known.with(status(known.id(), known.node(), ReplicaPhase.READY)));
  }

  @SafeVarargs
  private static <T> T any(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  /** Carries out every decision on the table, as an owner does, and lists them. */
  private List<String> planToTheEnd() {
    List<String> decisions = new ArrayList<>();
    Optional<ReplicaPlanner.Decision> decision = planner().next();
    while (decision.isPresent()) {
      if (decision.get() instanceof ReplicaPlanner.Start start) {
        decisions.add("start " + start.version() + " on " + start.node().host());
        ReplicaStatus status =
            status(
                replica(start.version().value(), nextIncarnation++),
                start.node(),
                ReplicaPhase.LOADING);
        replicas.add(new KnownReplica(status, start, true, false, NOON));
      } else if (decision.get() instanceof ReplicaPlanner.Stop stop) {
        ReplicaId id = stop.replica();
        decisions.add("stop " + id.modelVersion().version() + "/" + id.incarnation());
        replicas.replaceAll(known -> known.id().equals(id) ? known.ordered(true, NOON) : known);
      }
      assertThat(decisions).as("planning has an end").hasSizeLessThan(50);
      decision = planner().next();
    }
    return decisions;
  }

  private ReplicaPlanner planner() {
    return new ReplicaPlanner(situation(), 50);
  }

  private List<String> reasons() {
    return new PlacementReasons(situation(), planner()).sentences();
  }

  private Situation situation() {
    Goal goal = new Goal(state, wanted(), served, outdatedUpTo);
    return new Situation(
        new ModelName("digits"), goal, replicas, reports, setbacks, mayRebalance, NOON);
  }

  /** The minimum, unless a test says more. */
  private Map<VersionName, Integer> wanted() {
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

  private void has(String version, long incarnation, NodeId node, ReplicaPhase phase) {
    replicas.add(
        new KnownReplica(
            status(replica(version, incarnation), node, phase), null, true, false, NOON));
  }

  private void becomes(String version, long incarnation, NodeId node, ReplicaPhase phase) {
    replicas.removeIf(known -> known.id().equals(replica(version, incarnation)));
    has(version, incarnation, node, phase);
  }

  private static ModelState versions(Deployment deployment, VersionSummary... versions) {
    return ModelState.of(List.of(versions), deployment, versions.length);
  }

  private static DeviceReport draining(NodeId node) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, 0, 0, "1.0.0", "", true, false);
  }

  private static ReplicaStatus failed() {
    return new ReplicaStatus(
        replica("1", 1),
        NODE_A,
        ReplicaPhase.FAILED,
        "test",
        new PlatformError(ErrorCode.ARTIFACT_UNAVAILABLE, "out of luck"));
  }
}
