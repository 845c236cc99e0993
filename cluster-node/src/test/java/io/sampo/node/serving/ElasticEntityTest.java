package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NODE_C;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.ClaimReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.ModelEvent.LoadBegun;
import io.sampo.protocol.serving.ModelEvent.LoadEnded;
import io.sampo.protocol.serving.ModelEvent.LoadKilledNode;
import io.sampo.protocol.serving.ModelProtocol.LiftQuarantine;
import io.sampo.protocol.serving.ModelProtocol.ReloadModel;
import io.sampo.protocol.serving.ModelProtocol.ReplicaLoadReported;
import io.sampo.protocol.serving.ModelProtocol.ReplicaNeeded;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/** Demand, loads and claims of a model entity. */
class ElasticEntityTest extends ModelEntityBench {

  @Test
  void startsAReplicaOnDemandAndLetsItGoWhenADeviceTakesIt() {
    // given: nobody asks
    checkedAndStopped();
    deploy(0, 2);
    nothingMoreOf(deviceA);

    // when
    entity.tell(new ReplicaNeeded(ONE, 3));
    ReplicaId replica = started(deviceA, NODE_A);
    tell(replica, NODE_A, ReplicaPhase.READY);

    // then: the device may take it, and once it has, nobody starts it again
    awaitClaim(replica);
    tell(replica, NODE_A, ReplicaPhase.DRAINING);
    tell(replica, NODE_A, ReplicaPhase.STOPPED);
    steps(10);
    nothingMoreOf(deviceA);
    assertThat(describe().serving(ONE).orElseThrow().wantedReplicas()).isZero();

    // but for demand
    entity.tell(new ReplicaNeeded(ONE, 1));
    deviceA.expectMessageClass(StartReplica.class);
  }

  @Test
  void startsAgainWhatADeviceTookBelowTheMinimum() {
    ReplicaId replica = serving(1);

    tell(replica, NODE_A, ReplicaPhase.STOPPED);

    deviceA.expectMessageClass(StartReplica.class);
  }

  @Test
  void addsReplicasWhenRequestsWaitTooLong() {
    // given
    ReplicaId replica = serving(1);
    deploy(1, 4);

    // when
    for (int second = 0; second < 8; second++) {
      steps(2);
      entity.tell(
          new ReplicaLoadReported(
              new ReplicaLoad(replica, 10, 0, 9, 1, Duration.ofMillis(400), Duration.ZERO)));
    }

    // then
    deviceA.expectMessageClass(StartReplica.class);
    assertThat(describe().serving(ONE).orElseThrow().wantedReplicas()).isEqualTo(2);
    assertThat(describe().serving(ONE).orElseThrow().loads()).isNotEmpty();
    assertThat(catalog.receiveMessage().serving()).allMatch(each -> each.loads().isEmpty());
  }

  @Test
  void reloadsByAReplacementThatIsReadyBeforeTheOldOneGoes() {
    // given
    ReplicaId old = serving(1);

    // when
    entity.tell(new ReloadModel(NOON, summaries.ref()));
    summaries.receiveMessage().value();
    ReplicaId replacement = started(deviceA, NODE_A);
    nothingMoreOf(deviceA);
    tell(replacement, NODE_A, ReplicaPhase.READY);

    // then
    assertThat(deviceA.expectMessageClass(StopReplica.class).replica()).isEqualTo(old);
  }

  @Test
  void bringsChangedBatchingToRunningReplicasAndChangedScalingNot() {
    // given
    serving(1);
    deploy(1, 2);
    nothingMoreOf(deviceA);

    // when
    Batching batching = Batching.withQueueLimit(7);
    entity.tell(
        new SetDeployment(
            new Deployment(Map.of(ONE, 1), Scaling.between(1, 2), batching, Traffic.PLAIN),
            NOON,
            summaries.ref()));

    // then
    assertThat(deviceA.expectMessageClass(StartReplica.class).specification().batching())
        .isEqualTo(batching);
  }

  @Test
  void journalsEveryLoadOnceBeforeTheNodeIsAskedAndOnceWhenItHasEnded() {
    start();
    sees(deviceA, NODE_A);

    // when
    ReplicaId replica = addVersion(deviceA);
    awaitJournalled(LoadBegun.class);
    tell(replica, NODE_A, ReplicaPhase.READY);

    // then
    awaitJournalled(LoadEnded.class);
  }

  @Test
  void takesALoadThatMakesItsDeviceStuckForTheDeathOfItsNode() {
    // given
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    awaitJournalled(LoadBegun.class);

    // when: the node is still there
    tell(failed(replica, ErrorCode.DEVICE_STUCK, "Expected an end"));

    // then
    awaitJournalled(LoadKilledNode.class);

    // and then: the next attempt is made elsewhere at once
    sees(deviceB, NODE_B);
    started(deviceB, NODE_B);
  }

  @Test
  void keepsAnArtifactOffDevicesThatTwoNodesDiedOf() {
    // given: the first node dies while it loads
    start();
    sees(deviceA, NODE_A);
    addVersion(deviceA);
    dies(NODE_A, NODE_B);
    awaitJournalled(LoadKilledNode.class);

    // when: the next attempt is still made, and kills as well
    sees(deviceB, NODE_B);
    started(deviceB, NODE_B);
    dies(NODE_B, NODE_C);
    summaries.awaitAssert(
        () ->
            assertThat(describe().serving(ONE).orElseThrow().quarantine())
                .extracting("code")
                .isEqualTo(ErrorCode.ARTIFACT_QUARANTINED));

    // then: the third node is spared, also by an entity that starts anew
    TestProbe<DeviceProtocol.Command> deviceC = testKit.createTestProbe();
    sees(deviceC, NODE_C);
    assertThat(describe().placementReasons())
        .singleElement()
        .asString()
        .contains("[node-a:17355] at")
        .contains("[node-b:17355] at");
    nothingMoreOf(deviceC);
    testKit.stop(entity);
    start();
    announce(deviceC, NODE_C);
    held(deviceC, NODE_C, List.of());
    nothingMoreOf(deviceC);

    // until somebody lifts it
    entity.tell(new LiftQuarantine(NOON, summaries.ref()));
    summaries.receiveMessage().value();
    deviceC.expectMessageClass(StartReplica.class);
  }

  @Test
  void keepsTheReplicasThatItFindsWhenItWakesUp() {
    // given: two replicas by demand
    ReplicaId first = serving(1);
    deploy(1, 4);
    testKit.stop(entity);
    start();
    ReplicaId second = new ReplicaId(first.modelVersion(), first.incarnation() + 1);

    // when
    announce(deviceA, NODE_A);
    held(
        deviceA,
        NODE_A,
        List.of(
            status(first, NODE_A, ReplicaPhase.READY), status(second, NODE_A, ReplicaPhase.READY)));
    steps(20);

    // then
    assertThat(describe().serving(ONE).orElseThrow().wantedReplicas()).isEqualTo(2);
    nothingMoreOf(deviceA);
    awaitClaim(second);
  }

  private void checkedAndStopped() {
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    tell(replica, NODE_A, ReplicaPhase.READY);
    deviceA.expectMessageClass(StopReplica.class);
    tell(replica, NODE_A, ReplicaPhase.STOPPED);
    awaitPublished(VersionState.AVAILABLE, 0);
  }

  private ReplicaId serving(int replicas) {
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(replicas);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);
    return replica;
  }

  private ReplicaId started(TestProbe<DeviceProtocol.Command> device, NodeId node) {
    StartReplica start = device.expectMessageClass(StartReplica.class);
    start.replyTo().tell(new ReplicaGranted(start.replica(), node));
    return start.replica();
  }

  private void awaitClaim(ReplicaId spare) {
    ClaimReplicas claim = claims.receiveMessage();
    while (!claim.spare().contains(spare)) {
      claim = claims.receiveMessage();
    }
    assertThat(claim.spare()).containsExactly(spare);
  }
}
