package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.health.HealthSettings;
import io.sampo.node.samples.SteppingNanoClock;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a replica proves that it is ready, and what it does when its device is stuck. */
class ModelReplicaHealthTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final ReplicaId ID = replica("1", 7);
  private static final Duration WARM_TIMEOUT = Duration.ofSeconds(25);
  private static final HealthSettings HEALTH =
      new HealthSettings(Duration.ofSeconds(30), Duration.ofSeconds(10));
  private static final ReplicaSettings SETTINGS =
      new ReplicaSettings(
          Duration.ofSeconds(60),
          WARM_TIMEOUT,
          Duration.ofSeconds(2),
          Duration.ofDays(1),
          Duration.ZERO,
          HEALTH);
  private static final PlatformError DEVICE_IS_STUCK =
      new PlatformError(ErrorCode.DEVICE_STUCK, "Expected an end, but there is none");

  private final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.actor.testkit.typed.single-expect-default = 20s")
              .withFallback(ManualTime.config()));
  private final SteppingNanoClock clock = new SteppingNanoClock();
  private final DeviceThreads forwards = new DeviceThreads(1);
  private final ExecutorService loads = Executors.newFixedThreadPool(1);
  private final TestProbe<ReplicaStatus> device = testKit.createTestProbe();
  private final TestProbe<ReplicaProtocol.Reply> client = testKit.createTestProbe();
  private final TestProbe<ReplicaLoad> reportedLoads = testKit.createTestProbe();
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final BlockingQueue<float[]> asked = new LinkedBlockingQueue<>();
  private final Semaphore gate = new Semaphore(0);

  @AfterEach
  void shutdown() {
    gate.release(1_000);
    testKit.shutdownTestKit();
    forwards.shutdown();
    loads.shutdown();
  }

  @Test
  void provesItselfWhenNobodyHasAskedForLongAndStaysReady() throws Exception {
    // given
    var replica = ready();
    engine.answering(this::recorded);

    // when
    pass(HEALTH.successAge().minusSeconds(1));
    awaitActor(replica);
    assertThat(asked).isEmpty();
    pass(Duration.ofSeconds(2));

    // then
    assertThat(nextAsked()).as("zeros of one item").containsExactly(0, 0);
    awaitDeviceThread();
    pass(HEALTH.successAge().minusSeconds(1));
    awaitActor(replica);
    assertThat(asked).as("a success is good for a while, however it came").isEmpty();
    device.expectNoMessage(Duration.ZERO);
    assertListed(replica, true);
  }

  @Test
  void doesNotProveWhatRequestsHaveProven() throws Exception {
    // given
    var replica = ready();
    engine.answering(this::recorded);
    pass(HEALTH.successAge().minusSeconds(1));
    replica.tell(infer("r", client.ref(), pairs("x", 1, 2)));
    client.expectMessageClass(InferChunk.class);
    assertThat(nextAsked()).containsExactly(1, 2);
    awaitDeviceThread();

    // when
    pass(HEALTH.successAge().minusSeconds(1));

    // then
    awaitActor(replica);
    assertThat(asked).isEmpty();
  }

  @Test
  void failsWhenAProbeFailsAndSaysWhy() {
    // given
    var replica = ready();
    assertListed(replica, true);
    engine.answering(
        inputs -> {
          throw new IllegalStateException("the weights are gone");
        });

    // when
    pass(HEALTH.successAge().plusSeconds(1));

    // then
    ReplicaStatus failed = device.receiveMessage();
    assertThat(failed.phase()).isEqualTo(ReplicaPhase.FAILED);
    assertThat(failed.trigger()).isEqualTo("failed a probe");
    assertThat(failed.failure().message()).contains("the weights are gone");
    device.expectTerminated(replica);
    assertListed(replica, false);
  }

  @Test
  void letsThoseWhoWaitGoBeforeAProbe() throws Exception {
    // given: a request runs, and behind it waits another
    var replica = ready();
    engine.answering(this::whenOpened);
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    assertThat(nextAsked()).containsExactly(1, 2);

    // when: the probe comes before the second request
    pass(HEALTH.successAge().plusSeconds(1));
    awaitActor(replica);
    replica.tell(infer("b", client.ref(), pairs("x", 3, 4)));
    awaitActor(replica);
    assertThat(asked).as("nothing beside the request that runs").isEmpty();
    gate.release(10);

    // then
    assertThat(nextAsked()).containsExactly(3, 4);
    assertThat(nextAsked()).containsExactly(0, 0);
  }

  @Test
  void probesOnceHoweverLongTheDeviceIsBusyWithOthers() throws Exception {
    // given: another model has the only thread
    var replica = ready();
    engine.answering(this::recorded);
    CompletableFuture<Void> other = new CompletableFuture<>();
    forwards.execute(other::join);

    // when
    pass(HEALTH.successAge().plusSeconds(1));
    awaitActor(replica);
    for (int i = 0; i < 5; i++) {
      pass(HEALTH.probeInterval().plusSeconds(1));
      awaitActor(replica);
    }
    other.complete(null);

    // then
    assertThat(nextAsked()).containsExactly(0, 0);
    awaitDeviceThread();
    assertThat(asked).isEmpty();
  }

  @Test
  void refusesWhatRunsWaitsAndComesWhenItsDeviceIsStuck() throws Exception {
    // given: one runs, one waits
    var replica = ready();
    assertListed(replica, true);
    engine.answering(this::whenOpened);
    replica.tell(infer("running", client.ref(), pairs("x", 1, 2)));
    nextAsked();
    replica.tell(infer("waiting", client.ref(), pairs("x", 3, 4)));

    // when
    replica.tell(new ModelReplica.Abandon(DEVICE_IS_STUCK));
    replica.tell(infer("coming", client.ref(), pairs("x", 5, 6)));

    // then
    assertRefused("waiting");
    assertRefused("running");
    assertRefused("coming");
    assertListed(replica, false);

    // and when the forward ends after all, nobody is answered twice
    gate.release(10);
    awaitDeviceThread();
    client.expectNoMessage(Duration.ZERO);
    assertThat(asked).isEmpty();
  }

  @Test
  void doesNotServeAfterItsDeviceGotStuckWhileItWarmedUp() throws Exception {
    // given
    engine.answering(this::whenOpened);
    var replica = spawn();
    nextAsked();
    awaitPhase(ReplicaPhase.WARMING);

    // when
    replica.tell(new ModelReplica.Abandon(DEVICE_IS_STUCK));
    gate.release(1);
    awaitDeviceThread();
    replica.tell(infer("r", client.ref(), pairs("x", 1, 2)));

    // then
    assertRefused("r");
    device.expectNoMessage(Duration.ZERO);
    assertListed(replica, false);
  }

  @Test
  void failsASlowWarmUpOnlyWhenItHasLeftTheDevice() throws Exception {
    // given
    engine.answering(this::whenOpened);
    var replica = spawn();
    nextAsked();
    awaitPhase(ReplicaPhase.WARMING);

    // when
    pass(WARM_TIMEOUT.plusSeconds(1));
    awaitActor(replica);
    device.expectNoMessage(Duration.ZERO);
    gate.release(1);

    // then
    assertThat(awaitPhase(ReplicaPhase.FAILED).failure().message()).contains("took longer");
  }

  private List<Tensor> recorded(List<Tensor> inputs) {
    float[] values = inputs.get(0).toFloats();
    asked.add(values);
    return List.of(Tensor.ofFloats("y", inputs.get(0).shape(), values));
  }

  /** As soon as the test lets it. */
  private List<Tensor> whenOpened(List<Tensor> inputs) {
    List<Tensor> outputs = recorded(inputs);
    try {
      assertThat(gate.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return outputs;
  }

  private float[] nextAsked() throws InterruptedException {
    float[] values = asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(values).as("a forward").isNotNull();
    return Arrays.copyOf(values, values.length);
  }

  private void pass(Duration duration) {
    clock.advance(duration);
    ManualTime.get(testKit.system()).timePasses(duration);
  }

  /** What is on the only thread of the device has left it. */
  private void awaitDeviceThread() {
    assertThat(CompletableFuture.runAsync(() -> {}, forwards))
        .succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** A request that is turned away at once comes after all that was told before it. */
  private void awaitActor(ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<ReplicaProtocol.Reply> last = testKit.createTestProbe();
    replica.tell(infer("last", last.ref(), pairs("z", 1, 2)));
    last.expectMessageClass(InferRefused.class);
  }

  private ActorRef<ReplicaProtocol.Command> spawn() {
    ReplicaHost host = ReplicaSamples.host(engine, forwards, loads, clock, SETTINGS);
    return testKit.spawn(
        ModelReplica.create(ID, specification(1, 10), host, device.ref(), reportedLoads.ref()));
  }

  private ActorRef<ReplicaProtocol.Command> ready() {
    var replica = spawn();
    awaitPhase(ReplicaPhase.READY);
    return replica;
  }

  private ReplicaStatus awaitPhase(ReplicaPhase phase) {
    ReplicaStatus status = device.receiveMessage();
    while (status.phase() != phase) {
      status = device.receiveMessage();
    }
    return status;
  }

  private void assertListed(ActorRef<ReplicaProtocol.Command> replica, boolean listed) {
    var key = ServiceKeys.replicas(ID.modelVersion());
    TestProbe<Receptionist.Listing> listing = testKit.createTestProbe();
    listing.awaitAssert(
        () -> {
          testKit.system().receptionist().tell(Receptionist.find(key, listing.ref()));
          return assertThat(listing.receiveMessage().getServiceInstances(key).contains(replica))
              .isEqualTo(listed);
        });
  }

  private void assertRefused(String id) {
    InferRefused refused = client.expectMessageClass(InferRefused.class);
    assertThat(refused.requestId()).isEqualTo(new RequestId(id));
    assertThat(refused.error()).isEqualTo(DEVICE_IS_STUCK);
  }
}
