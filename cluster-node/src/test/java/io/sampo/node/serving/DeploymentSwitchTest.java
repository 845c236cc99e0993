package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.signature;
import static io.sampo.node.samples.ServingSamples.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.property.TrainingProperty.Extent;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.ModelEvent.VersionAccepted;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.DeployVersion;
import io.sampo.protocol.serving.ModelProtocol.RollBackDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.VersionState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A model goes over to a promoted version and back: nothing is broken before it is replaced. */
class DeploymentSwitchTest extends ModelEntityBench {
  private static final VersionName TWO = new VersionName("2");

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void aPromotedVersionTakesOverWhenItIsAvailable() {
    // given
    ReplicaId first = servesTheFirstVersion();
    ReplicaId second = promotes();

    // when: it is to be deployed while it is still checked
    ModelSummary ordered = deployVersionTwo();
    assertThat(ordered.deployment()).isEqualTo(Deployment.of(ONE, 1));
    nothingMoreOf(deviceA);

    // then: the replica that it was checked by serves, and what it replaces may go
    tell(second, NODE_A, ReplicaPhase.READY);
    assertThat(deviceA.expectMessageClass(StopReplica.class).replica()).isEqualTo(first);
    ModelSummary switched = describe();
    assertThat(switched.deployment().weights()).isEqualTo(Map.of(TWO, 100));
    assertThat(switched.readyReplicas(TWO)).isEqualTo(1);
    assertThat(switched.previousDeployment()).isEqualTo(Deployment.of(ONE, 1));
    nothingMoreOf(deviceA);
  }

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void aRollBackStopsNothingBeforeTheEarlierVersionIsReady() {
    // given
    ReplicaId first = servesTheFirstVersion();
    ReplicaId second = promotes();
    deployVersionTwo();
    tell(second, NODE_A, ReplicaPhase.READY);
    assertThat(deviceA.expectMessageClass(StopReplica.class).replica()).isEqualTo(first);
    tell(first, NODE_A, ReplicaPhase.STOPPED);

    // when
    entity.tell(new RollBackDeployment(NOON, summaries.ref()));
    ModelSummary rolledBack = summaries.receiveMessage().value();

    // then
    assertThat(rolledBack.deployment()).isEqualTo(Deployment.of(ONE, 1));
    assertThat(rolledBack.previousDeployment()).isNull();
    StartReplica start = granted();
    assertThat(start.replica().modelVersion().version()).isEqualTo(ONE);
    nothingMoreOf(deviceA);
    tell(start.replica(), NODE_A, ReplicaPhase.READY);
    assertThat(deviceA.expectMessageClass(StopReplica.class).replica()).isEqualTo(second);
  }

  @Test
  void anOwnerThatMovedRemembersBoth() {
    // given
    servesTheFirstVersion();
    ReplicaId second = promotes();
    deployVersionTwo();
    tell(second, NODE_A, ReplicaPhase.READY);
    awaitJournalled(VersionAccepted.class);
    describe();
    deviceA.expectMessageClass(StopReplica.class);
    entity.tell(new RollBackDeployment(NOON, summaries.ref()));
    summaries.receiveMessage().value();
    deviceA.expectMessageClass(StartReplica.class);
    testKit.stop(entity);

    // when
    start();
    announce(deviceA, NODE_A);
    held(deviceA, NODE_A, List.of(status(second, NODE_A, ReplicaPhase.READY)));

    // then: the promotion, said again, changes nothing, and there is nothing more to go back to
    assertThat(deployVersionTwo().deployment()).isEqualTo(Deployment.of(ONE, 1));
    entity.tell(new RollBackDeployment(NOON, summaries.ref()));
    assertThat(summaries.receiveMessage().refusal().code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(describe().deployment()).isEqualTo(Deployment.of(ONE, 1));
  }

  private ReplicaId servesTheFirstVersion() {
    start();
    sees(deviceA, NODE_A);
    ReplicaId replica = addVersion(deviceA);
    deploy(1);
    tell(replica, NODE_A, ReplicaPhase.READY);
    awaitPublished(VersionState.AVAILABLE, 1);
    return replica;
  }

  /** Adds version 2, whose replica for the check is being loaded. */
  private ReplicaId promotes() {
    entity.tell(
        new AddVersion(null, ARTIFACT, 100, signature(8), "job a step 3", NOON, added.ref()));
    assertThat(added.receiveMessage().value().version()).isEqualTo(TWO);
    return granted().replica();
  }

  private StartReplica granted() {
    StartReplica start = deviceA.expectMessageClass(StartReplica.class);
    start.replyTo().tell(new ReplicaGranted(start.replica(), NODE_A));
    return start;
  }

  private ModelSummary deployVersionTwo() {
    entity.tell(new DeployVersion(TWO, NOON, summaries.ref()));
    return summaries.receiveMessage().value();
  }
}
