package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.report;
import static io.sampo.node.samples.ServingSamples.signature;
import static io.sampo.node.samples.ServingSamples.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.DeviceDirectory.SubscribeDevices;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.DescribeModel;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionState;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelEntityTest {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final VersionName ONE = new VersionName("1");
  private static final ModelSettings SETTINGS =
      new ModelSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          new ModelSettings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8)),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          100);

  private final ActorTestKit testKit =
      ActorTestKit.create(
          ManualTime.config()
              .withFallback(PersistenceTestKitPlugin.config())
              .withFallback(PersistenceTestKitSnapshotPlugin.config()));
  private final PersistenceTestKit journal = PersistenceTestKit.create(testKit.system());
  private final SteppingClock clock = new SteppingClock();
  private final TestProbe<DeviceDirectory.Command> directory = testKit.createTestProbe();
  private final TestProbe<DeviceProtocol.Command> deviceA = testKit.createTestProbe();
  private final TestProbe<DeviceProtocol.Command> deviceB = testKit.createTestProbe();
  private final TestProbe<ClusterSharding.ShardCommand> shard = testKit.createTestProbe();
  private final TestProbe<Outcome<ModelVersion>> added = testKit.createTestProbe();
  private final TestProbe<Outcome<ModelSummary>> summaries = testKit.createTestProbe();
  private final TestProbe<ModelSummary> catalog = testKit.createTestProbe();
  private final TestProbe<String> removals = testKit.createTestProbe();

  private ActorRef<Devices> subscriber;
  private ActorRef<ModelProtocol.Command> entity;

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

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

  private void start() {
    ModelCatalog sink =
        new ModelCatalog() {
          @Override
          public void publish(ModelSummary summary) {
            catalog.ref().tell(summary);
          }

          @Override
          public void remove() {
            removals.ref().tell("removed");
          }
        };
    entity =
        testKit.spawn(
            ModelEntity.create(
                new ModelName("digits"),
                new ModelEnvironment(SETTINGS, directory.ref(), name -> sink, clock),
                shard.ref()));
    subscriber = directory.expectMessageClass(SubscribeDevices.class).subscriber();
  }

  /** From now on this is the only device in reach, and it holds nothing. */
  private void sees(TestProbe<DeviceProtocol.Command> device, NodeId node) {
    announce(device, node);
    held(device, node, List.of());
  }

  private void announce(TestProbe<DeviceProtocol.Command> device, NodeId node) {
    subscriber.tell(new Devices(List.of(new Devices.Listed(device.ref(), report(node)))));
  }

  private static void held(
      TestProbe<DeviceProtocol.Command> device, NodeId node, List<ReplicaStatus> replicas) {
    device
        .expectMessageClass(DescribeReplicas.class)
        .replyTo()
        .tell(new HeldReplicas(node, replicas));
  }

  private ReplicaId addVersion(TestProbe<DeviceProtocol.Command> device) {
    entity.tell(addVersion());
    assertThat(added.receiveMessage().value()).isEqualTo(ModelVersion.of("digits", "1"));
    StartReplica start = device.expectMessageClass(StartReplica.class);
    assertThat(start.specification().bytes()).as("artifact and overhead").isEqualTo(200);
    start.replyTo().tell(new ReplicaGranted(start.replica(), NODE_A));
    return start.replica();
  }

  private AddVersion addVersion() {
    return new AddVersion(null, ARTIFACT, 100, signature(8), "upload", NOON, added.ref());
  }

  private void deploy(int replicas) {
    entity.tell(setDeployment(replicas));
    assertThat(summaries.receiveMessage().value().deployment().replicas()).isEqualTo(replicas);
  }

  private SetDeployment setDeployment(int replicas) {
    return new SetDeployment(Deployment.of(ONE, replicas), NOON, summaries.ref());
  }

  private void tell(ReplicaId replica, NodeId node, ReplicaPhase phase) {
    tell(status(replica, node, phase));
  }

  private void tell(ReplicaStatus status) {
    entity.tell(new ReplicaChanged(status));
  }

  private static ReplicaStatus failed(ReplicaId replica, ErrorCode code, String message) {
    return new ReplicaStatus(
        replica, NODE_A, ReplicaPhase.FAILED, "test", new PlatformError(code, message));
  }

  private ModelSummary describe() {
    entity.tell(new DescribeModel(summaries.ref()));
    return summaries.receiveMessage().value();
  }

  /** The question after each step is the barrier: its tick is handled before the next. */
  private void steps(int count) {
    TestProbe<Outcome<ModelSummary>> barrier = testKit.createTestProbe();
    for (int i = 0; i < count; i++) {
      timePasses();
      entity.tell(new DescribeModel(barrier.ref()));
      barrier.receiveMessage();
    }
  }

  private void timePasses() {
    clock.advance(STEP);
    ManualTime.get(testKit.system()).timePasses(STEP);
  }

  private ModelSummary awaitPublished(VersionState state, long readyReplicas) {
    ModelSummary summary = catalog.receiveMessage();
    while (summary.version(ONE).orElseThrow().state() != state
        || summary.readyReplicas(ONE) != readyReplicas) {
      summary = catalog.receiveMessage();
    }
    return summary;
  }

  /** Everything that was told before has been handled, and led to nothing there. */
  private void nothingMoreOf(TestProbe<DeviceProtocol.Command> device) {
    describe();
    device.expectNoMessage(Duration.ZERO);
  }
}
