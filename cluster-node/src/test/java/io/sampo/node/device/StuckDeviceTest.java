package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.node.artifact.FakeArtifactStore;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.node.samples.SteppingNanoClock;
import io.sampo.node.serving.SteppingClock;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a device does when a forward fails that must not, or hangs until the test is over. */
class StuckDeviceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration WARM_TIMEOUT = Duration.ofSeconds(6);
  private static final ReplicaId ONE = replica("1", 1);
  private static final ReplicaId TWO = replica("2", 2);

  private final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.actor.testkit.typed.single-expect-default = 20s")
              .withFallback(ManualTime.config()));
  private final ManualTime time = ManualTime.get(testKit.system());
  private final SteppingNanoClock clock = new SteppingNanoClock();
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final BlockingQueue<Integer> exits = new LinkedBlockingQueue<>();
  private final TestProbe<ModelProtocol.Command> owner = testKit.createTestProbe();
  private final TestProbe<StartReplicaReply> replies = testKit.createTestProbe();
  private final TestProbe<HeldReplicas> held = testKit.createTestProbe();
  private final TestProbe<ReplicaProtocol.Reply> client = testKit.createTestProbe();
  private final ActorRef<DeviceProtocol.Command> device = spawn();
  private volatile DeviceReport lastReport;

  @AfterEach
  void shutdown() {
    over.complete(null);
    testKit.shutdownTestKit();
  }

  @Test
  void saysThatItIsStuckAndRefusesEverything() {
    // given: a forward of one replica hangs, a request of each waits
    start(ONE);
    start(TWO);
    ActorRef<ReplicaProtocol.Command> one = listed(ONE);
    ActorRef<ReplicaProtocol.Command> two = listed(TWO);
    engine.answering(this::hang);
    one.tell(infer("hangs", client.ref(), pairs("x", 1, 2)));
    client.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(3));
    one.tell(infer("behind", client.ref(), pairs("x", 1, 2)));
    two.tell(infer("beside", client.ref(), pairs("x", 1, 2)));

    // when
    passSeconds(10);
    assertThat(lastReport.stuck()).as("not yet").isFalse();
    passSeconds(1);

    // then: everyone hears of it
    assertThat(lastReport.stuck()).isTrue();
    assertThat(List.of(refusedRequest(), refusedRequest(), refusedRequest()))
        .containsExactlyInAnyOrder("hangs", "behind", "beside");
    assertThat(List.of(failedReplica(), failedReplica())).containsExactlyInAnyOrder(ONE, TWO);

    // and then: nothing new, be it a request or a replica
    two.tell(infer("late", client.ref(), pairs("x", 1, 2)));
    assertThat(refusedRequest()).isEqualTo("late");
    device.tell(new StartReplica(replica("3", 3), specification(8, 10), true, replies.ref()));
    ReplicaRefused refused = replies.expectMessageClass(ReplicaRefused.class);
    assertThat(refused.error().code()).isEqualTo(ErrorCode.DEVICE_STUCK);
    assertThat(refused.error().message()).contains("[digits/1/1]", "running for PT11S");
  }

  @Test
  void endsTheProcessAfterTheDelayAndNotBefore() {
    // given
    start(ONE);
    engine.answering(this::hang);
    listed(ONE).tell(infer("hangs", client.ref(), pairs("x", 1, 2)));
    client.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));

    // when
    passSeconds(11);
    assertThat(lastReport.stuck()).isTrue();
    time.timePasses(DeviceSamples.STUCK.exitDelay().minusMillis(1));
    TestProbe<Done> drained = testKit.createTestProbe();
    device.tell(new Device.Drain(drained.ref()));
    drained.receiveMessage();
    assertThat(exits).isEmpty();
    time.timePasses(Duration.ofMillis(1));

    // then
    client.awaitAssert(() -> assertThat(exits).containsExactly(ProcessExit.DEVICE_STUCK));
    assertThat(ProcessExit.DEVICE_STUCK).isEqualTo(70);
  }

  @Test
  void goesOnWhenASlowForwardEndsInTime() {
    // given
    start(ONE);
    engine.answering(this::hang);
    listed(ONE).tell(infer("slow", client.ref(), pairs("x", 1, 2)));
    client.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));

    // when
    passSeconds(10);
    over.complete(null);
    client.expectMessageClass(ReplicaProtocol.InferChunk.class);
    passSeconds(20);

    // then
    assertThat(lastReport.stuck()).isFalse();
    assertThat(exits).isEmpty();
  }

  @Test
  void tellsTheOwnerWhichLoadItWas() {
    // given: one is ready, the warm-up of the next hangs, and a third comes to wait behind it
    start(ONE);
    engine.answering(this::hang);
    request(TWO);
    awaitPhase(TWO, ReplicaPhase.WARMING);
    client.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    passSeconds(15);
    request(replica("3", 3));
    awaitPhase(replica("3", 3), ReplicaPhase.WARMING);

    // when: three times the time for a warm-up
    passSeconds(3);
    assertThat(lastReport.stuck()).isFalse();
    passSeconds(1);

    // then: of the one that only waited nothing is known
    assertThat(List.of(failedReplica(), failedReplica())).containsExactlyInAnyOrder(ONE, TWO);
    passSeconds(10);
    owner.expectNoMessage(Duration.ZERO);
  }

  @Test
  void tellsTheOwnerOfAReplicaThatCannotProveItself() {
    // given
    start(ONE);
    engine.answering(
        inputs -> {
          throw new IllegalStateException("the weights are gone");
        });

    // when
    passSeconds(31);

    // then: it is gone, and so is what it had reserved
    ReplicaStatus failed = owner.expectMessageClass(ReplicaChanged.class).status();
    assertThat(failed.replica()).isEqualTo(ONE);
    assertThat(failed.phase()).isEqualTo(ReplicaPhase.FAILED);
    assertThat(failed.failure().message()).contains("the weights are gone");
    passSeconds(1);
    assertThat(lastReport.reservedBytes()).isZero();
    assertThat(lastReport.stuck()).isFalse();
  }

  private List<Tensor> hang(List<Tensor> inputs) {
    over.join();
    return List.of(Tensor.ofFloats("y", inputs.get(0).shape(), inputs.get(0).toFloats()));
  }

  /** Second by second; the answer after each shows that the device has looked. */
  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(SECOND);
      time.timePasses(SECOND);
      device.tell(new DescribeReplicas(new ModelName("digits"), held.ref()));
      held.receiveMessage();
    }
  }

  private void start(ReplicaId id) {
    request(id);
    awaitPhase(id, ReplicaPhase.READY);
  }

  private void request(ReplicaId id) {
    device.tell(new StartReplica(id, specification(8, 10), false, replies.ref()));
    replies.receiveMessage();
  }

  private void awaitPhase(ReplicaId id, ReplicaPhase phase) {
    ReplicaStatus status = owner.expectMessageClass(ReplicaChanged.class).status();
    while (!status.replica().equals(id) || status.phase() != phase) {
      status = owner.expectMessageClass(ReplicaChanged.class).status();
    }
  }

  private ReplicaId failedReplica() {
    ReplicaStatus status = owner.expectMessageClass(ReplicaChanged.class).status();
    assertThat(status.phase()).isEqualTo(ReplicaPhase.FAILED);
    assertThat(status.failure().code()).isEqualTo(ErrorCode.DEVICE_STUCK);
    return status.replica();
  }

  private String refusedRequest() {
    InferRefused refused = client.expectMessageClass(InferRefused.class);
    assertThat(refused.error().code()).isEqualTo(ErrorCode.DEVICE_STUCK);
    return refused.requestId().value();
  }

  private ActorRef<ReplicaProtocol.Command> listed(ReplicaId id) {
    var key = ServiceKeys.replicas(id.modelVersion());
    TestProbe<Receptionist.Listing> listing = testKit.createTestProbe();
    return listing.awaitAssert(
        () -> {
          testKit.system().receptionist().tell(Receptionist.find(key, listing.ref()));
          Set<ActorRef<ReplicaProtocol.Command>> found =
              listing.receiveMessage().getServiceInstances(key);
          assertThat(found).hasSize(1);
          return found.iterator().next();
        });
  }

  private ActorRef<DeviceProtocol.Command> spawn() {
    DeviceReports sink =
        new DeviceReports() {
          @Override
          public void publish(DeviceReport report) {
            lastReport = report;
          }

          @Override
          public void remove() {}
        };
    ReplicaSettings replicas =
        new ReplicaSettings(
            Duration.ofDays(1),
            WARM_TIMEOUT,
            SECOND,
            Duration.ofDays(1),
            Duration.ZERO,
            DeviceSamples.HEALTH);
    DeviceSettings settings =
        new DeviceSettings(
            "cpu",
            1000,
            1,
            "",
            SECOND,
            SECOND,
            SECOND,
            DeviceSamples.EVICTION,
            DeviceSamples.ORPHANS,
            DeviceSamples.STUCK);
    DeviceEnvironment environment =
        new DeviceEnvironment(
            NODE_A,
            "1.0.0",
            engine,
            new FakeArtifactStore(),
            replicas,
            model -> owner.ref(),
            sink,
            new SteppingClock(),
            clock,
            exits::add);
    return testKit.spawn(
        Device.create(settings, environment, (start, executor) -> Behaviors.empty()));
  }
}
