package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Answers in several parts, through one router; time passes only when a test says so. */
class StreamedAnswerTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RouterWorld world = new RouterWorld(KIT);
  private final BlockingQueue<InferChunk> parts = new LinkedBlockingQueue<>();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private RoutedRequest routeForParts() {
    return world.route(world.request(PATIENCE, 1).withParts(parts::add));
  }

  private static void tell(Infer infer, int sequence, boolean last) {
    Tensor output = Tensor.ofFloats("y", Shape.of(1), sequence);
    infer
        .replyTo()
        .tell(
            new InferChunk(
                infer.requestId(), sequence, last, List.of(output), new InferTimings(0, 0, 1), 0));
  }

  private int nextSequence() throws InterruptedException {
    return parts.poll(3, TimeUnit.SECONDS).sequence();
  }

  @Test
  void deliversThePartsAndAnswersWithTheLast() throws InterruptedException {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = routeForParts();
    Infer infer = replica.expectMessageClass(Infer.class);

    tell(infer, 0, false);
    tell(infer, 1, false);
    tell(infer, 2, true);

    assertThat(nextSequence()).isZero();
    assertThat(nextSequence()).isEqualTo(1);
    InferAnswer last = RouterWorld.outcome(request).orThrow();
    assertThat(last.outputs().get(0).toFloats()).containsExactly(2f);
    assertThat(parts).isEmpty();
  }

  @Test
  void deliversPartsInOrderThatCameInAnother() throws InterruptedException {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = routeForParts();
    Infer infer = replica.expectMessageClass(Infer.class);

    tell(infer, 3, true);
    tell(infer, 1, false);
    tell(infer, 0, false);
    tell(infer, 0, false);
    tell(infer, 2, false);

    assertThat(List.of(nextSequence(), nextSequence(), nextSequence())).containsExactly(0, 1, 2);
    assertThat(RouterWorld.outcome(request).orThrow().outputs().get(0).toFloats())
        .containsExactly(3f);
  }

  @Test
  void answersInOnePartAsAlways() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = routeForParts();

    RouterWorld.answer(replica.expectMessageClass(Infer.class));

    assertThat(RouterWorld.outcome(request).isRefused()).isFalse();
    assertThat(parts).isEmpty();
  }

  @Test
  void takesPartsAsSignsOfLife() throws InterruptedException {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    RoutedRequest request = routeForParts();
    Infer infer = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    for (int sequence = 0; sequence < 4; sequence++) {
      tell(infer, sequence, false);
      nextSequence();
      world.pass(Duration.ofMillis(600));
    }
    tell(infer, 4, true);

    assertThat(RouterWorld.outcome(request).orThrow().attempts()).isEqualTo(1);
    other.expectNoMessage(Duration.ZERO);
  }

  @Test
  void asksNobodyElseOnceAnAnswerHasBegun() throws InterruptedException {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    RoutedRequest request = routeForParts();
    tell(one.expectMessageClass(Infer.class), 0, false);
    nextSequence();
    TestProbe<ReplicaProtocol.Command> other = world.replica();

    world.pass(Duration.ofSeconds(3));
    one.stop();

    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.NODE_UNREACHABLE);
    other.expectNoMessage(Duration.ZERO);
  }

  @Test
  void cancelsTheOtherReplicaWhenOneBeginsToAnswer() throws InterruptedException {
    TestProbe<ReplicaProtocol.Command> one = world.replica();
    routeForParts();
    Infer silent = one.expectMessageClass(Infer.class);
    TestProbe<ReplicaProtocol.Command> other = world.replica();
    world.pass(Duration.ofMillis(1200));
    Infer second = other.expectMessageClass(Infer.class);

    tell(second, 0, false);
    nextSequence();

    assertThat(one.expectMessageClass(CancelInfer.class).requestId()).isEqualTo(silent.requestId());
    tell(silent, 0, false);
    tell(second, 1, false);
    assertThat(nextSequence()).isEqualTo(1);
  }

  @Test
  void refusesPartsToACallerWhoWantsOneAnswer() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = world.route(PATIENCE);
    Infer infer = replica.expectMessageClass(Infer.class);

    tell(infer, 0, false);

    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(replica.expectMessageClass(CancelInfer.class).requestId())
        .isEqualTo(infer.requestId());
  }

  @Test
  void givesUpAnAnswerOfWhichTooManyPartsCameBeforeTheFirst() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest request = routeForParts();
    Infer infer = replica.expectMessageClass(Infer.class);

    for (int sequence = 1; sequence <= AnswerStream.MOST_EARLY + 1; sequence++) {
      tell(infer, sequence, false);
    }

    assertThat(RouterWorld.outcome(request).refusal().code()).isEqualTo(ErrorCode.NODE_UNREACHABLE);
    assertThat(parts).isEmpty();
  }

  @Test
  void failsOnlyTheRequestWhoseCallerFails() {
    TestProbe<ReplicaProtocol.Command> replica = world.replica();
    RoutedRequest other = world.route(PATIENCE);
    RoutedRequest failing =
        world.route(
            world
                .request(PATIENCE, 1)
                .withParts(
                    part -> {
                      throw new IllegalStateException("broken");
                    }));
    Infer first = replica.expectMessageClass(Infer.class);

    tell(replica.expectMessageClass(Infer.class), 0, false);

    assertThat(RouterWorld.outcome(failing).refusal().code()).isEqualTo(ErrorCode.INTERNAL);
    RouterWorld.answer(first);
    assertThat(RouterWorld.outcome(other).isRefused()).isFalse();
  }
}
