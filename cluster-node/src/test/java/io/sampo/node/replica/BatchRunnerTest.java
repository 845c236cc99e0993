package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.statistics.ServingLedger;
import io.sampo.node.telemetry.ReplicaMeters;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaProtocol.Reply;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchRunnerTest {
  private static final ReplicaId REPLICA = replica("1", 1);
  private static final PlatformError STUCK =
      new PlatformError(ErrorCode.DEVICE_STUCK, "Expected an answer of the device, but none came");

  private final ActorTestKit testKit = ActorTestKit.create();
  private final TestProbe<Reply> router = testKit.createTestProbe();
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final ReplicaMeters meters = new ReplicaMeters(REPLICA.modelVersion());
  private final Queue<Runnable> elsewhere = new ArrayDeque<>();
  private final BatchRunner runner = runner();

  private BatchRunner runner() {
    ReplicaRecorder recorder =
        new ReplicaRecorder(
            meters,
            new ReplicaStatistics(
                ServingLedger.get(testKit.system()), REPLICA.modelVersion(), Clock.systemUTC()),
            new LoadMeter(REPLICA, System.nanoTime()));
    RequestReplies replies = new RequestReplies(recorder, new ReplicaAnswers(NoOne.ref()), () -> 0);
    BatchForward forward =
        new BatchForward(engine.load(Path.of("module.pt"), signature(8)), signature(8));
    return new BatchRunner(forward, 1, recorder, replies, elsewhere::add);
  }

  @AfterEach
  void stop() {
    meters.close();
    testKit.shutdownTestKit();
  }

  private Waiting inTime(String id) {
    return waiting(id, Duration.ofMinutes(5));
  }

  /** Its deadline passed after it had been chosen. */
  private Waiting tooLate(String id) {
    return waiting(id, Duration.ofNanos(-1));
  }

  private Waiting waiting(String id, Duration left) {
    long now = System.nanoTime();
    return new Waiting(
        infer(id, router.ref()),
        List.of(pairs("x", 1, 2)),
        1,
        List.of(),
        now,
        now + left.toNanos());
  }

  private long run(Waiting... requests) {
    List<Waiting> batch = List.of(requests);
    return runner.run(batch, runner.register(batch));
  }

  private InferRefused expectRefusal() {
    return router.expectMessageClass(InferRefused.class);
  }

  @Test
  void computesNothingForWhoseDeadlinePassedBeforeTheForwardBegan() {
    // when
    run(tooLate("a"), inTime("b"));

    // then
    InferChunk answer = router.expectMessageClass(InferChunk.class);
    assertThat(answer.requestId().value()).isEqualTo("b");
    assertThat(answer.timings().batchSize()).isEqualTo(1);
    elsewhere.remove().run();
    InferRefused refusal = expectRefusal();
    assertThat(refusal.requestId().value()).isEqualTo("a");
    assertThat(refusal.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  void doesNotBotherTheModelWhenAllAreTooLate() {
    // when
    long nanos = run(tooLate("a"));

    // then
    assertThat(nanos).isZero();
    assertThat(engine.forwards()).isZero();
    elsewhere.remove().run();
    assertThat(expectRefusal().requestId().value()).isEqualTo("a");
  }

  @Test
  void givesThePlaceOfABatchThatWasTooLateToTheNextOne() {
    run(tooLate("a"));

    run(inTime("b"));

    assertThat(router.expectMessageClass(InferChunk.class).requestId().value()).isEqualTo("b");
  }

  @Test
  void answersOnceWhenTheDeviceIsGivenUpDuringTheForward() {
    // given
    engine.answering(
        inputs -> {
          runner.abandon(STUCK);
          return List.of(pairs("y", 1, 2));
        });

    // when
    run(inTime("a"));

    // then
    assertThat(expectRefusal().error()).isEqualTo(STUCK);
    router.expectNoMessage();
  }

  @Test
  void doesNotRunWhatWasGivenUpBefore() {
    // given
    List<Waiting> batch = List.of(tooLate("a"), inTime("b"));
    int place = runner.register(batch);
    runner.abandon(STUCK);

    // when
    long nanos = runner.run(batch, place);

    // then
    assertThat(nanos).isZero();
    assertThat(engine.forwards()).isZero();
    assertThat(elsewhere).isEmpty();
    assertThat(List.of(expectRefusal(), expectRefusal()))
        .extracting(refusal -> refusal.error())
        .containsOnly(STUCK);
    router.expectNoMessage();
  }
}
