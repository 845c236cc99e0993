package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NODE_C;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.report;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.VersionState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaPlannerTest extends ReplicaPlannerBench {

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

  @Test
  void stopsEverythingOfADeletedModel() {
    served.add(V1);
    has("1", 1, NODE_A, ReplicaPhase.READY);
    has("1", 2, NODE_B, ReplicaPhase.LOADING);

    assertThat(planToTheEnd()).containsExactly("stop 1/1", "stop 1/2");
  }
}
