package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.specification;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.health.HealthSettings;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica is not alone on its device. */
class SharedDeviceTest {
  private static final ReplicaSettings SETTINGS =
      new ReplicaSettings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          new HealthSettings(Duration.ofDays(1), Duration.ofDays(1)));

  private final ActorTestKit testKit = ActorTestKit.create();
  private final DeviceThreads threads = new DeviceThreads(1);
  private final ExecutorService loads = Executors.newFixedThreadPool(1);
  private final TestProbe<ReplicaStatus> device = testKit.createTestProbe();
  private final TestProbe<ReplicaLoad> reports = testKit.createTestProbe();
  private final TestProbe<ReplicaProtocol.Reply> client = testKit.createTestProbe();
  private final Semaphore gate = new Semaphore(0);
  private final FakeModelEngine engine = FakeModelEngine.instant();

  @AfterEach
  void shutdown() {
    gate.release(1_000);
    testKit.shutdownTestKit();
    threads.shutdown();
    loads.shutdown();
  }

  @Test
  void runsWhatWaitsBehindWhatElseWaitsForTheDevice() {
    // given: one request runs, two wait, and cannot run together
    ActorRef<ReplicaProtocol.Command> replica = ready();
    engine.answering(this::whenOpened);
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    device.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    replica.tell(infer("b", client.ref(), pairs("x", 3, 4)));
    replica.tell(infer("c", client.ref(), pairs("x", 5, 6)));
    awaitAdmission(replica);

    // when: another replica of the device comes between
    TestProbe<Integer> other = testKit.createTestProbe();
    threads.execute(() -> other.ref().tell(engine.forwards()));
    gate.release(3);

    // then
    assertThat(other.receiveMessage()).as("the warm-up and the first request").isEqualTo(2);
    for (String request : List.of("a", "b", "c")) {
      InferChunk answer = client.expectMessageClass(InferChunk.class);
      assertThat(answer.requestId().value()).isEqualTo(request);
    }
  }

  @Test
  void runsAQuickModelWhereItsRequestsArriveUnlessTheDeviceIsWanted() {
    // given: a model that is known to be quick
    ActorRef<ReplicaProtocol.Command> replica = ready();
    List<String> ranOn = Collections.synchronizedList(new ArrayList<>());
    engine.answering(
        inputs -> {
          ranOn.add(Thread.currentThread().getName());
          return List.of(Tensor.ofFloats("y", inputs.get(0).shape(), inputs.get(0).toFloats()));
        });
    for (int i = 0; i < ForwardsOnArrival.KNOWN_AFTER; i++) {
      ask(replica);
    }
    int known = ranOn.size();

    // when: one request at a time, then one while somebody else waits for the device
    for (int i = 0; i < 20; i++) {
      ask(replica);
    }
    List<String> alone = List.copyOf(ranOn.subList(known, ranOn.size()));
    threads.execute(() -> gate.acquireUninterruptibly());
    threads.execute(() -> {});
    replica.tell(infer("wanted", client.ref(), pairs("x", 1, 2)));
    client.expectNoMessage(Duration.ofMillis(50));
    gate.release(1);
    client.expectMessageClass(InferChunk.class);

    // then
    assertThat(ranOn.subList(0, known)).allMatch(name -> name.startsWith("sampo-device-"));
    assertThat(alone).anyMatch(name -> !name.startsWith("sampo-device-"));
    assertThat(ranOn.get(ranOn.size() - 1)).startsWith("sampo-device-");
  }

  @Test
  void letsNoBatchWaitForRefusalsOfWhatExpiredBeforeIt() {
    // given: one request runs, one expires behind it, and whoever asked takes the refusal slowly
    ActorRef<ReplicaProtocol.Command> replica = ready();
    engine.answering(this::whenOpened);
    CountDownLatch answered = new CountDownLatch(1);
    TestProbe<ReplicaProtocol.Reply> refused = testKit.createTestProbe();
    replica.tell(infer("a", client.ref(), pairs("x", 1, 2)));
    device.awaitAssert(() -> assertThat(engine.forwards()).isEqualTo(2));
    replica.tell(
        infer("b", Duration.ofMillis(1), holdsWhoTells(answered, refused.ref()), pairs("x", 3, 4)));
    replica.tell(infer("c", client.ref(), pairs("x", 5, 6)));
    client.expectNoMessage(Duration.ofMillis(50));

    // when
    gate.release(2);

    // then
    for (String request : List.of("a", "c")) {
      InferChunk answer = client.expectMessageClass(InferChunk.class);
      assertThat(answer.requestId().value()).isEqualTo(request);
    }
    answered.countDown();
    InferRefused refusal = refused.expectMessageClass(InferRefused.class);
    assertThat(refusal.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
  }

  /** Keeps the thread that tells it something until the latch opens; then passes it on. */
  private ActorRef<ReplicaProtocol.Reply> holdsWhoTells(
      CountDownLatch until, ActorRef<ReplicaProtocol.Reply> next) {
    return testKit.spawn(
        Behaviors.receiveMessage(
            reply -> {
              if (until.await(20, TimeUnit.SECONDS)) {
                next.tell(reply);
              }
              return Behaviors.same();
            }),
        "slow-client",
        DispatcherSelector.fromConfig("pekko.test.calling-thread-dispatcher"));
  }

  private void ask(ActorRef<ReplicaProtocol.Command> replica) {
    replica.tell(infer("quick", client.ref(), pairs("x", 1, 2)));
    client.expectMessageClass(InferChunk.class);
  }

  private ActorRef<ReplicaProtocol.Command> ready() {
    ReplicaHost host = ReplicaSamples.host(engine, threads, loads, System::nanoTime, SETTINGS);
    ActorRef<ReplicaProtocol.Command> replica =
        testKit.spawn(
            ModelReplica.create(
                replica("1", 7), specification(1, 10), host, device.ref(), reports.ref()));
    device.fishForMessage(
        Duration.ofSeconds(20),
        status ->
            status.phase() == ReplicaPhase.READY
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    return replica;
  }

  /** Echoes its input as soon as the test lets it. */
  private List<Tensor> whenOpened(List<Tensor> inputs) {
    try {
      assertThat(gate.tryAcquire(20, TimeUnit.SECONDS)).as("the test opens the gate").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(Tensor.ofFloats("y", inputs.get(0).shape(), inputs.get(0).toFloats()));
  }

  /** A request that is turned away at once comes after all that was told before it. */
  private void awaitAdmission(ActorRef<ReplicaProtocol.Command> replica) {
    TestProbe<ReplicaProtocol.Reply> last = testKit.createTestProbe();
    replica.tell(infer("last", last.ref(), pairs("z", 1, 2)));
    last.expectMessageClass(InferRefused.class);
  }
}
