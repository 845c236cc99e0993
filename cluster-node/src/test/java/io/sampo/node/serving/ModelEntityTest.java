package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelProtocol.DescribeModel;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.VersionState;
import java.util.List;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.junit.jupiter.api.Test;

class ModelEntityTest extends ModelEntityBench {

  @Test
  void checksANewVersionOnceAndStopsTheReplicaThatNobodyWants() {
    // given
    start();
    sees(deviceA, NODE_A);

    // when
    ReplicaId replica = addVersion(deviceA);
    assertThat(replica.modelVersion()).isEqualTo(ModelVersion.of("digits", "1"));
    tell(replica, NODE_A, ReplicaPhase.READY);

    // then
    StopReplica stop = deviceA.expectMessageClass(StopReplica.class);
    assertThat(stop.replica()).isEqualTo(replica);
    tell(replica, NODE_A, ReplicaPhase.STOPPED);
    awaitPublished(VersionState.AVAILABLE, 0);
    nothingMoreOf(deviceA);
  }

  @Test
  void rejectsAVersionThatDoesNotFitItsSignatureAndSaysWhy() {
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);

    tell(failed(replica, ErrorCode.SIGNATURE_MISMATCH, "wrong shape"));

    ModelSummary summary = awaitPublished(VersionState.REJECTED, 0);
    assertThat(summary.version(ONE).orElseThrow().message()).isEqualTo("wrong shape");
    nothingMoreOf(deviceA);
  }

  @Test
  void triesAgainLaterWhenTheArtifactIsAway() {
    // given
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);

    // when
    tell(failed(replica, ErrorCode.ARTIFACT_UNAVAILABLE, "store is away"));

    // then: it says so and waits
    assertThat(describe().placementReasons())
        .singleElement()
        .asString()
        .startsWith("store is away (failure 1");
    nothingMoreOf(deviceA);
    steps(3);
    StartReplica next = deviceA.expectMessageClass(StartReplica.class);
    assertThat(next.replica().incarnation()).isGreaterThan(replica.incarnation());
  }

  @Test
  void startsAReplacementAtOnceWhenANodeIsOutOfReach() {
    // given
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(1);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);

    // when
    sees(deviceB, NODE_B);

    // then
    StartReplica start = deviceB.expectMessageClass(StartReplica.class);
    assertThat(start.replica().incarnation()).isGreaterThan(replica.incarnation());
    awaitPublished(VersionState.AVAILABLE, 0);
    tell(start.replica(), NODE_B, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);
  }

  @Test
  void replacesReplicasWhileTheJournalIsAwayAndRefusesChanges() {
    // given
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(1);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);

    // when: the journal fails on the next change, which is refused in the end
    journal.withPolicy(
        (persistenceId, operation) ->
            StorageFailure.create(new IllegalStateException("the test takes the journal away")));
    entity.tell(setDeployment(2));
    steps(11);
    assertThat(summaries.receiveMessage().refusal().code())
        .isEqualTo(ErrorCode.JOURNAL_UNAVAILABLE);

    // then: the next one is refused at once
    entity.tell(setDeployment(2));
    assertThat(summaries.receiveMessage().refusal().code())
        .isEqualTo(ErrorCode.JOURNAL_UNAVAILABLE);

    // and the loss of a node is made good
    sees(deviceB, NODE_B);
    deviceB.expectMessageClass(StartReplica.class);
  }

  @Test
  void adoptsWhatDevicesHoldInsteadOfStartingItAgain() {
    // given: an entity that had one replica, and moved
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(1);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);
    testKit.stop(entity);
    start();

    // when
    announce(deviceA, NODE_A);
    held(deviceA, NODE_A, List.of(status(replica, NODE_A, ReplicaPhase.READY)));

    // then
    awaitPublished(VersionState.AVAILABLE, 1);
    nothingMoreOf(deviceA);
  }

  @Test
  void startsNothingBeforeDevicesHaveSaidWhatTheyHold() {
    // given
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(1);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);
    testKit.stop(entity);

    // when: the device does not answer
    start();
    announce(deviceA, NODE_A);
    deviceA.expectMessageClass(DescribeReplicas.class);
    describe();
    nothingMoreOf(deviceA);

    // then: it is asked again, and nothing is started on it
    steps(5);
    deviceA.expectMessageClass(DescribeReplicas.class);
  }

  @Test
  void asksAnotherDeviceWhenOneRefusesAndKeepsTheReason() {
    // given
    start();
    sees(deviceA, NODE_A);
    entity.tell(addVersion());
    StartReplica first = deviceA.expectMessageClass(StartReplica.class);

    // when
    first
        .replyTo()
        .tell(
            new ReplicaRefused(
                first.replica(), NODE_A, new PlatformError(ErrorCode.DEVICE_FULL, "it is full")));

    // then
    summaries.awaitAssert(
        () -> assertThat(describe().placementReasons()).containsExactly("it is full"));
    steps(7);
    deviceA.expectMessageClass(StartReplica.class);
  }

  @Test
  void passesOverADeviceThatDoesNotAnswer() {
    start();
    sees(deviceA, NODE_A);
    entity.tell(addVersion());
    ReplicaId silent = deviceA.expectMessageClass(StartReplica.class).replica();

    steps(11);

    assertThat(deviceA.expectMessageClass(StopReplica.class).replica()).isEqualTo(silent);
    assertThat(describe().placementReasons())
        .singleElement()
        .asString()
        .contains("Expected an answer of [node-a:17355]");
  }

  @Test
  void deletesAModelWithItsReplicasAndItsEntry() {
    // given
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(1);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);

    // when
    entity.tell(new ModelProtocol.DeleteModel(NOON, summaries.ref()));

    // then
    assertThat(summaries.receiveMessage().value().versions()).isEmpty();
    removals.expectMessage("removed");
    assertThat(deviceA.expectMessageClass(StopReplica.class).replica()).isEqualTo(replica);
    tell(replica, NODE_A, ReplicaPhase.STOPPED);
    entity.tell(new DescribeModel(summaries.ref()));
    assertThat(summaries.receiveMessage().refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void goesToSleepWhenThereIsNoSuchModel() {
    start();
    entity.tell(new DescribeModel(summaries.ref()));
    assertThat(summaries.receiveMessage().refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);

    steps(25);

    assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
  }
}
