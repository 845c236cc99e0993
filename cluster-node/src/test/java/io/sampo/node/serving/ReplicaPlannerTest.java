package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
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
import io.sampo.protocol.serving.NodeDeath;
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
  void renewsReplicasOneByOneWithoutAGap() {
    // given
    state = versions(Deployment.of(V1, 2), version("1", VersionState.AVAILABLE));
    has("1", 1, NODE_A, ReplicaPhase.READY);
    has("1", 2, NODE_B, ReplicaPhase.READY);
    outdatedUpTo = 2;

    // then
    assertThat(planToTheEnd()).containsExactly("start 1 on node-c");
    becomes("1", 100, NODE_C, ReplicaPhase.READY);
    assertThat(planToTheEnd()).hasSize(2).contains("stop 1/1");
    everythingSettles();
    assertThat(planToTheEnd()).containsExactly("stop 1/2");
    everythingSettles();
    assertThat(planToTheEnd()).isEmpty();
    assertThat(replicas).hasSize(2).noneMatch(known -> known.id().incarnation() <= outdatedUpTo);
  }

  @Test
  void replacesWhatIsOnAStuckDeviceAtOnce() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of(stuck(NODE_A), report(NODE_B));
    has("1", 1, NODE_A, ReplicaPhase.READY);

    assertThat(planToTheEnd()).containsExactly("start 1 on node-b");
    becomes("1", 100, NODE_B, ReplicaPhase.READY);
    assertThat(planToTheEnd()).containsExactly("stop 1/1");
  }

  @Test
  void evictsOnlyWhereNoNodeHasRoomAndNeverTwiceWhereThatWasRefused() {
    // given
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of(full(NODE_A, NOON), full(NODE_B, NOON.minusSeconds(60)));

    // then: where the replica is that was unused the longest
    assertThat(planner().next()).contains(new ReplicaPlanner.Start(V1, NODE_B, true, null));

    // and
    setbacks.refused(V1, NODE_B, "nothing is idle", NOON);
    assertThat(planner().next()).contains(new ReplicaPlanner.Start(V1, NODE_A, true, null));
    reports = List.of(full(NODE_A, NOON), report(NODE_C));
    assertThat(planner().next()).contains(new ReplicaPlanner.Start(V1, NODE_C, false, null));
  }

  @Test
  void asksANodeToMakeRoomThatHasJustSaidThatItIsFull() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports =
        List.of(
            new DeviceReport(
                NODE_A, "cpu", 1000, 0, 0, 500, NOON, 0, 0, "1.0.0", "", false, false));
    setbacks.full(V1, NODE_A, "it is full by now", NOON);

    assertThat(planner().next()).contains(new ReplicaPlanner.Start(V1, NODE_A, true, null));
  }

  @Test
  void movesAReplicaToANodeThatHoldsTwoFewerWhenItIsItsTurn() {
    // given
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of(holding(NODE_A, 3), holding(NODE_B, 1));
    has("1", 1, NODE_A, ReplicaPhase.READY);
    assertThat(planToTheEnd()).as("not its turn").isEmpty();

    // when
    mayRebalance = true;
    assertThat(planToTheEnd()).containsExactly("start 1 on node-b");

    // then: the new one stays, however full the nodes are by now
    mayRebalance = false;
    reports = List.of(holding(NODE_A, 3), holding(NODE_B, 9));
    everythingSettles();
    assertThat(planToTheEnd()).containsExactly("stop 1/1");
    everythingSettles();
    reports = List.of(holding(NODE_A, 2), holding(NODE_B, 3));
    assertThat(planToTheEnd()).isEmpty();
  }

  @Test
  void movesNothingByEviction() {
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    reports = List.of(holding(NODE_A, 3), full(NODE_B, NOON));
    has("1", 1, NODE_A, ReplicaPhase.READY);
    mayRebalance = true;

    assertThat(planToTheEnd()).isEmpty();
  }

  @Test
  void startsNothingFromAQuarantinedArtifactButKeepsWhatRuns() {
    // given
    state =
        versions(Deployment.of(V1, 2), version("1", VersionState.AVAILABLE))
            .withLoads(
                List.of(),
                List.of(
                    new NodeDeath(ARTIFACT, NODE_B, NOON.minusSeconds(3_600)),
                    new NodeDeath(ARTIFACT, NODE_C, NOON.minusSeconds(60))));
    has("1", 1, NODE_A, ReplicaPhase.READY);

    // then
    assertThat(planToTheEnd()).isEmpty();
    assertThat(reasons())
        .singleElement()
        .asString()
        .contains("[node-b:17355] at 2024-05-01T11:00:00Z and [node-c:17355] at")
        .contains("in quarantine until 2024-05-02T11:00:00Z");

    // and after one death the next attempt is made
    state = state.withLoads(List.of(), state.deaths().subList(0, 1));
    assertThat(planToTheEnd()).hasSize(1);
  }

  @Test
  void givesUpAfterManyFailuresUntilANodeJoins() {
    // given
    state = versions(Deployment.of(V1, 1), version("1", VersionState.AVAILABLE));
    for (int i = 0; i < 3; i++) {
      setbacks.failed(failed(), NOON.minusSeconds(1_000));
    }

    // then
    assertThat(planToTheEnd()).isEmpty();
    assertThat(reasons())
        .containsExactly(
            "out of luck (failure 3, last on [node-a:17355]; given up until the model is deployed"
                + " again or reloaded, or a node joins)");
    setbacks.nodeJoined();
    assertThat(planToTheEnd()).hasSize(1);
  }

  @Test
  void keepsNothingOfAVersionThatNobodyAsksFor() {
    state =
        versions(
            Deployment.of(V1, 1).withScaling(Scaling.between(0, 4)),
            version("1", VersionState.AVAILABLE));
    has("1", 1, NODE_A, ReplicaPhase.READY);
    demand.put(V1, 1);
    assertThat(planToTheEnd()).isEmpty();

    demand.put(V1, 0);
    assertThat(planToTheEnd()).containsExactly("stop 1/1");
  }

  /** Make-before-break, as a law. */
  @Test
  void neverStopsAReadyReplicaThatIsNotReplaced() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      arbitrarySituation(random);
      for (int round = 0; round < 20; round++) {
        Optional<ReplicaPlanner.Decision> decision = planner().next();
        while (decision.isPresent()) {
          checkLaw(seed, decision.get());
          carryOut(decision.get());
          decision = planner().next();
        }
        everythingSettles();
      }
      assertThat(planToTheEnd()).as("seed %d comes to rest", seed).isEmpty();
    }
  }

  private void arbitrarySituation(Random random) {
    replicas.clear();
    demand.clear();
    int minimum = random.nextInt(3);
    state =
        versions(
            new Deployment(
                random.nextBoolean() ? Map.of(V1, 1, V2, 1) : Map.of(V2, 1),
                Scaling.between(minimum, minimum + 2),
                Batching.DEFAULT,
                Traffic.PLAIN),
            version("1", VersionState.AVAILABLE),
            version("2", any(random, VersionState.AVAILABLE, VersionState.CHECKING)));
    served.clear();
    served.addAll(List.of(V1, V2));
    demand.put(V1, minimum + random.nextInt(3));
    demand.put(V2, minimum + random.nextInt(3));
    outdatedUpTo = random.nextInt(4) - 1;
    mayRebalance = random.nextBoolean();
    reports =
        List.of(
            holding(NODE_A, random.nextInt(6)),
            any(random, draining(NODE_B), stuck(NODE_B), holding(NODE_B, 2)),
            any(random, full(NODE_C, NOON), holding(NODE_C, 0)));
    for (int number = 0; number < random.nextInt(7); number++) {
      has(
          random.nextBoolean() ? "1" : "2",
          number,
          any(random, NODE_A, NODE_B, NODE_C),
          any(random, ReplicaPhase.LOADING, ReplicaPhase.READY, ReplicaPhase.READY));
    }
  }

  private void checkLaw(int seed, ReplicaPlanner.Decision decision) {
    if (decision instanceof ReplicaPlanner.Stop stop) {
      VersionName version = stop.replica().modelVersion().version();
      int wanted = wanted().getOrDefault(version, 0);
      long others =
          replicas.stream()
              .filter(known -> known.version().equals(version) && known.isReady())
              .filter(known -> !known.id().equals(stop.replica()))
              .count();
      boolean wasReady =
          replicas.stream().anyMatch(known -> known.id().equals(stop.replica()) && known.isReady());
      assertThat(!wasReady || others >= wanted).as("seed %d, %s", seed, stop).isTrue();
    } else if (decision instanceof ReplicaPlanner.Start start) {
      long lasting = new Census(situation()).lasting(start.version()).size();
      assertThat(lasting)
          .as("seed %d, %s: one too many at most, and only to replace", seed, start)
          .isLessThanOrEqualTo(wanted().get(start.version()));
    }
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
      decisions.add(carryOut(decision.get()));
      assertThat(decisions).as("planning has an end").hasSizeLessThan(50);
      decision = planner().next();
    }
    return decisions;
  }

  private String carryOut(ReplicaPlanner.Decision decision) {
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

  private static DeviceReport stuck(NodeId node) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, 0, 0, "1.0.0", "", false, true);
  }

  private static DeviceReport holding(NodeId node, int replicas) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, replicas, 0, "1.0.0", "", false, false);
  }

  /** But for what is idle there. */
  private static DeviceReport full(NodeId node, Instant since) {
    return new DeviceReport(
        node, "cpu", 1000, 1000, 0, 400, since, 0, 0, "1.0.0", "", false, false);
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
