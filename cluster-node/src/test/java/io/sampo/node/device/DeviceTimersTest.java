package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.FakeArtifactStore;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.node.serving.SteppingClock;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.ClaimReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a device does when time passes. */
class DeviceTimersTest {
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final ReplicaId HELD = replica("1", 1);

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final SteppingClock clock = new SteppingClock();
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final TestProbe<ModelProtocol.Command> owner = testKit.createTestProbe();
  private final TestProbe<StartReplicaReply> replies = testKit.createTestProbe();
  private volatile boolean ownersReachable = true;
  private final ActorRef<DeviceProtocol.Command> device = spawn();

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void remindsAnOwnerOfReplicasThatItDoesNotClaimAndDrainsThemThen() {
    ReplicaStatus ready = startHeld();

    time.timePasses(Duration.ofSeconds(60));
    assertThat(changed()).as("reminded").isEqualTo(ready);
    time.timePasses(Duration.ofSeconds(10));

    assertThat(changed().trigger()).isEqualTo("nobody claims it");
    time.timePasses(DRAIN);
    assertThat(changed().phase()).isEqualTo(ReplicaPhase.STOPPED);
    assertThat(engine.openModels()).isZero();
  }

  @Test
  void keepsReplicasThatAreClaimed() {
    startHeld();

    time.timePasses(Duration.ofSeconds(59));
    claim(Set.of());
    time.timePasses(Duration.ofSeconds(59));

    assertThatNothingChanged();
  }

  @Test
  void keepsReplicasWhileNobodyCouldClaimThem() {
    startHeld();

    ownersReachable = false;
    time.timePasses(Duration.ofSeconds(600));

    assertThatNothingChanged();
  }

  @Test
  void failsAReplicaWhoseMemoryDoesNotComeFree() {
    // given: the spare one lingers for as long as the test lets no time pass, and longer
    startHeld();
    claim(Set.of(HELD));
    clock.advance(Duration.ofSeconds(3));
    ReplicaId next = replica("2", 2);
    device.tell(new StartReplica(next, specification(8, 10), true, replies.ref()));
    replies.expectMessage(new ReplicaGranted(next, NODE_A));
    assertThat(changed().phase()).as("told to be waiting").isEqualTo(ReplicaPhase.LOADING);
    assertThat(changed().phase()).isEqualTo(ReplicaPhase.DRAINING);

    // when
    time.timePasses(DeviceSamples.EVICTION.startTimeout());

    // then
    ReplicaStatus failed = changed();
    assertThat(failed.replica()).isEqualTo(next);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.DEVICE_FULL);
    assertThat(engine.loads()).isEqualTo(1);
  }

  @Test
  void drainsOnceHoweverLongItLivesAfterwardsAndWhoeverAsksAgain() {
    // given
    startHeld();
    TestProbe<Done> drained = testKit.createTestProbe();
    device.tell(new Device.Drain(drained.ref()));
    assertThat(changed().phase()).isEqualTo(ReplicaPhase.DRAINING);
    time.timePasses(DRAIN);
    drained.expectMessage(Done.getInstance());

    // when
    time.timePasses(Duration.ofMinutes(1));

    // then
    assertThat(claim(Set.of()).replicas()).isEmpty();
    drained.expectNoMessage(Duration.ZERO);
    device.tell(new Device.Drain(drained.ref()));
    drained.expectMessage(Done.getInstance());
  }

  private ReplicaStatus startHeld() {
    device.tell(new StartReplica(HELD, specification(8, 10), false, replies.ref()));
    replies.receiveMessage();
    ReplicaStatus status = changed();
    while (status.phase() != ReplicaPhase.READY) {
      status = changed();
    }
    return status;
  }

  private ReplicaStatus changed() {
    return owner.expectMessageClass(ReplicaChanged.class).status();
  }

  private HeldReplicas claim(Set<ReplicaId> spare) {
    TestProbe<HeldReplicas> held = testKit.createTestProbe();
    device.tell(new ClaimReplicas(new ModelName("digits"), spare, held.ref()));
    return held.receiveMessage();
  }

  /** Whatever had been on its way to the owner is there before the device answers. */
  private void assertThatNothingChanged() {
    assertThat(claim(Set.of()).replicas()).hasSize(1);
    owner.expectNoMessage(Duration.ZERO);
  }

  private ActorRef<DeviceProtocol.Command> spawn() {
    ReplicaOwners owners =
        new ReplicaOwners() {
          @Override
          public RecipientRef<ModelProtocol.Command> of(ModelName model) {
            return owner.ref();
          }

          @Override
          public boolean areReachable() {
            return ownersReachable;
          }
        };
    DeviceReports nowhere =
        new DeviceReports() {
          @Override
          public void publish(DeviceReport report) {}

          @Override
          public void remove() {}
        };
    DeviceEnvironment environment =
        new DeviceEnvironment(
            NODE_A,
            "1.0.0",
            engine,
            new FakeArtifactStore(),
            new ReplicaSettings(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                DRAIN,
                Duration.ofDays(1),
                Duration.ZERO,
                DeviceSamples.HEALTH),
            owners,
            nowhere,
            clock,
            System::nanoTime,
            code -> {});
    EvictionSettings eviction =
        new EvictionSettings(
            DeviceSamples.EVICTION.idleAfter(),
            Duration.ofSeconds(20),
            DeviceSamples.EVICTION.startTimeout(),
            1);
    DeviceSettings settings =
        new DeviceSettings(
            "cpu",
            150,
            1,
            "",
            Duration.ofSeconds(1),
            DRAIN,
            Duration.ofSeconds(30),
            eviction,
            DeviceSamples.ORPHANS,
            DeviceSamples.STUCK);
    return testKit.spawn(
        Device.create(settings, environment, (start, executor) -> Behaviors.empty()));
  }
}
