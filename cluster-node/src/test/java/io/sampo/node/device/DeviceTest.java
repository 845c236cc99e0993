package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.FakeArtifactStore;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.node.serving.SteppingClock;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.ClaimReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final ActorTestKit testKit = ActorTestKit.create();
  private final SteppingClock clock = new SteppingClock();
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final TestProbe<ModelProtocol.Command> owner = testKit.createTestProbe();
  private final TestProbe<StartReplicaReply> replies = testKit.createTestProbe();
  private final TestProbe<DeviceReport> reports = testKit.createTestProbe();

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void grantsAReplicaAndTellsItsOwnerHowItGoes() {
    var device = spawn(engine);

    start(device, replica("1", 1));

    replies.expectMessage(new ReplicaGranted(replica("1", 1), NODE_A));
    assertThat(phase()).isEqualTo(ReplicaPhase.LOADING);
    assertThat(phase()).isEqualTo(ReplicaPhase.WARMING);
    assertThat(phase()).isEqualTo(ReplicaPhase.READY);
  }

  @Test
  void startsItsEngineBeforeAnythingIsToBeLoaded() {
    spawn(engine);

    assertThat(engine.started()).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void refusesWithNumbersWhatDoesNotFitAndGrantsItWhenThereIsRoom() {
    // given: room for two replicas of 100 bytes
    var device = spawn(engine);
    start(device, replica("1", 1));
    start(device, replica("1", 2));
    replies.receiveMessage();
    replies.receiveMessage();

    // when
    start(device, replica("1", 3));

    // then
    replies.expectMessage(
        new ReplicaRefused(
            replica("1", 3),
            NODE_A,
            new PlatformError(
                ErrorCode.DEVICE_FULL,
                "Expected 100 free bytes on [node-a:17355], but only 50 of 250 are unreserved")));

    // and when: its owner is told of the stop only when the room is there
    device.tell(new StopReplica(replica("1", 1), DRAIN));
    awaitLast(ReplicaPhase.STOPPED);
    start(device, replica("1", 3));

    // then
    replies.expectMessage(new ReplicaGranted(replica("1", 3), NODE_A));
  }

  @Test
  void startsTheSameReplicaOnce() {
    var device = spawn(engine);
    start(device, replica("1", 1));
    awaitLast(ReplicaPhase.READY);

    start(device, replica("1", 1));

    replies.expectMessage(new ReplicaGranted(replica("1", 1), NODE_A));
    replies.expectMessage(new ReplicaGranted(replica("1", 1), NODE_A));
    assertThat(phase()).as("said again").isEqualTo(ReplicaPhase.READY);
    assertThat(engine.loads()).isEqualTo(1);
  }

  @Test
  void givesBackTheRoomOfAReplicaThatCouldNotStart() {
    // given
    FakeModelEngine failing = FakeModelEngine.scripted();
    var device = spawn(failing);
    failing.failLoading(ErrorCode.ARTIFACT_INVALID, "no module");

    // when
    start(device, replica("1", 1));

    // then
    ReplicaStatus last = awaitLast(ReplicaPhase.FAILED);
    assertThat(last.failure().code()).isEqualTo(ErrorCode.ARTIFACT_INVALID);
    reports.fishForMessage(
        Duration.ofSeconds(10),
        report ->
            report.replicas() == 0 && report.reservedBytes() == 0
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void saysThatAnUnknownReplicaIsStopped() {
    spawn(engine).tell(new StopReplica(replica("1", 9), DRAIN));

    assertThat(phase()).isEqualTo(ReplicaPhase.STOPPED);
  }

  @Test
  void describesWhatItHolds() {
    var device = spawn(engine);
    TestProbe<HeldReplicas> held = testKit.createTestProbe();
    start(device, replica("1", 1));
    ReplicaStatus ready = awaitLast(ReplicaPhase.READY);

    device.tell(new DeviceProtocol.DescribeReplicas(new ModelName("digits"), held.ref()));
    device.tell(new DeviceProtocol.DescribeReplicas(new ModelName("other"), held.ref()));

    assertThat(held.receiveMessage().replicas()).containsExactly(ready);
    assertThat(held.receiveMessage().replicas()).isEmpty();
  }

  @Test
  void drainsWithoutLosingWhatItHolds() {
    // given
    var device = spawn(engine);
    TestProbe<Done> drained = testKit.createTestProbe();
    start(device, replica("1", 1));
    awaitLast(ReplicaPhase.READY);
    replies.receiveMessage();

    // when: no other device could take over, so it does not wait for one
    device.tell(new Device.Drain(drained.ref()));
    start(device, replica("1", 2));

    // then
    ReplicaRefused refused = replies.expectMessageClass(ReplicaRefused.class);
    assertThat(refused.error().code()).isEqualTo(ErrorCode.DEVICE_DRAINING);
    awaitLast(ReplicaPhase.STOPPED);
    drained.receiveMessage(Duration.ofSeconds(10));
    assertThat(engine.openModels()).isZero();
  }

  @Test
  void drainsAtOnceWhenItHoldsNothing() {
    TestProbe<Done> drained = testKit.createTestProbe();

    spawn(engine).tell(new Device.Drain(drained.ref()));

    drained.receiveMessage();
  }

  @Test
  void evictsAnIdleSpareReplicaForAnother() {
    // given: two fit, of which the first is spare
    var device = twoReady();
    claim(device, Set.of(replica("1", 1)));
    clock.advance(Duration.ofSeconds(3));

    // when
    startEvicting(device, replica("2", 3));

    // then: granted at once, started when the memory is there
    replies.expectMessage(new ReplicaGranted(replica("2", 3), NODE_A));
    assertThat(awaitLast(ReplicaPhase.STOPPED))
        .isEqualTo(
            new ReplicaStatus(replica("1", 1), NODE_A, ReplicaPhase.STOPPED, "evicted", null));
    assertThat(awaitLast(ReplicaPhase.READY).replica()).isEqualTo(replica("2", 3));
    assertThat(engine.openModels()).isEqualTo(2);
  }

  @Test
  void evictsNothingThatIsNeededOrInUse() {
    // given: the second was claimed as needed, the first was used a moment ago
    var device = twoReady();
    claim(device, Set.of(replica("1", 1)));

    // when
    startEvicting(device, replica("2", 3));

    // then
    ReplicaRefused refused = replies.expectMessageClass(ReplicaRefused.class);
    assertThat(refused.error().code()).isEqualTo(ErrorCode.DEVICE_FULL);

    // and when: claimed anew, nothing is spare any more
    claim(device, Set.of());
    clock.advance(Duration.ofSeconds(3));
    startEvicting(device, replica("2", 3));

    // then
    replies.expectMessageClass(ReplicaRefused.class);
    assertThat(engine.openModels()).isEqualTo(2);
  }

  @Test
  void reportsWhatMayGo() {
    var device = twoReady();

    claim(device, Set.of(replica("1", 1), replica("1", 2)));
    clock.advance(Duration.ofSeconds(3));

    reports.fishForMessage(
        Duration.ofSeconds(10),
        report ->
            report.evictableBytes() == 200 && report.evictableSince().equals(NOON)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void stopsAReplicaThatStillWaitsForMemory() {
    // given: the evicted one is held back by a request
    CountDownLatch gate = new CountDownLatch(1);
    var device = twoReady();
    claim(device, Set.of(replica("1", 1), replica("1", 2)));
    clock.advance(Duration.ofSeconds(3));
    occupy("1", gate);
    startEvicting(device, replica("2", 3));
    replies.expectMessage(new ReplicaGranted(replica("2", 3), NODE_A));
    TestProbe<HeldReplicas> held = testKit.createTestProbe();
    device.tell(new DeviceProtocol.DescribeReplicas(new ModelName("digits"), held.ref()));
    assertThat(held.receiveMessage().replicas())
        .anyMatch(
            status ->
                status.replica().equals(replica("2", 3)) && status.phase() == ReplicaPhase.LOADING);

    // when
    device.tell(new StopReplica(replica("2", 3), DRAIN));

    // then
    assertThat(awaitLast(ReplicaPhase.STOPPED).replica()).isEqualTo(replica("2", 3));
    gate.countDown();
    awaitLast(ReplicaPhase.STOPPED);
    assertThat(engine.loads()).isEqualTo(2);
  }

  /** Puts a request on every replica of the version that ends with the gate. */
  private void occupy(String version, CountDownLatch gate) {
    engine.answering(
        inputs -> {
          try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return List.of(Tensor.ofFloats("y", inputs.get(0).shape(), inputs.get(0).toFloats()));
        });
    var key = ServiceKeys.replicas(ModelVersion.of("digits", version));
    TestProbe<Receptionist.Listing> listing = testKit.createTestProbe();
    listing.awaitAssert(
        () -> {
          testKit.system().receptionist().tell(Receptionist.find(key, listing.ref()));
          Set<ActorRef<ReplicaProtocol.Command>> found =
              listing.receiveMessage().getServiceInstances(key);
          assertThat(found).hasSize(2);
          found.forEach(
              each -> each.tell(infer("r", testKit.system().ignoreRef(), pairs("x", 1, 2))));
          return true;
        });
  }

  private ActorRef<DeviceProtocol.Command> twoReady() {
    var device = spawn(engine);
    start(device, replica("1", 1));
    awaitLast(ReplicaPhase.READY);
    start(device, replica("1", 2));
    awaitLast(ReplicaPhase.READY);
    replies.receiveMessage();
    replies.receiveMessage();
    return device;
  }

  private void claim(ActorRef<DeviceProtocol.Command> device, Set<ReplicaId> spare) {
    TestProbe<HeldReplicas> held = testKit.createTestProbe();
    device.tell(new ClaimReplicas(new ModelName("digits"), spare, held.ref()));
    assertThat(held.receiveMessage().replicas()).hasSize(2);
  }

  private void startEvicting(ActorRef<DeviceProtocol.Command> device, ReplicaId id) {
    device.tell(new StartReplica(id, specification(8, 10), true, replies.ref()));
  }

  private ActorRef<DeviceProtocol.Command> spawn(FakeModelEngine with) {
    DeviceSettings settings =
        new DeviceSettings(
            "cpu",
            250,
            1,
            "",
            Duration.ofSeconds(1),
            DRAIN,
            DRAIN,
            DeviceSamples.EVICTION,
            DeviceSamples.ORPHANS,
            DeviceSamples.STUCK);
    ReplicaSettings replicaSettings =
        new ReplicaSettings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(10),
            Duration.ofMinutes(1),
            Duration.ZERO,
            DeviceSamples.HEALTH);
    DeviceReports sink =
        new DeviceReports() {
          @Override
          public void publish(DeviceReport report) {
            reports.ref().tell(report);
          }

          @Override
          public void remove() {}
        };
    DeviceEnvironment environment =
        new DeviceEnvironment(
            NODE_A,
            "1.0.0",
            with,
            new FakeArtifactStore(),
            replicaSettings,
            model -> owner.ref(),
            sink,
            clock,
            System::nanoTime,
            code -> {});
    return testKit.spawn(
        Device.create(settings, environment, (start, executor) -> Behaviors.empty()));
  }

  private void start(ActorRef<DeviceProtocol.Command> device, ReplicaId id) {
    device.tell(new StartReplica(id, specification(8, 10), false, replies.ref()));
  }

  private ReplicaPhase phase() {
    return owner.expectMessageClass(ReplicaChanged.class).status().phase();
  }

  private ReplicaStatus awaitLast(ReplicaPhase phase) {
    ReplicaStatus status = owner.expectMessageClass(ReplicaChanged.class).status();
    while (status.phase() != phase) {
      status = owner.expectMessageClass(ReplicaChanged.class).status();
    }
    return status;
  }
}
