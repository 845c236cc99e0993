package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest {
  private static final Shape SMALL = Shape.of(2);
  private static final Shape LARGE = Shape.of(9);

  @Test
  void takesWhatWaitsUpToTheMaximumInOrder() {
    BatchScheduler scheduler = scheduler(10, 3);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);
    offer(scheduler, "c", 1, SMALL);
    offer(scheduler, "d", 1, SMALL);

    assertThat(ids(scheduler.next(0))).containsExactly("a", "b", "c");
    assertThat(ids(scheduler.next(0))).containsExactly("d");
    assertThat(scheduler.next(0)).isEmpty();
  }

  @Test
  void countsItemsAndNotRequestsAndLetsNobodyPass() {
    BatchScheduler scheduler = scheduler(10, 4);
    offer(scheduler, "a", 3, SMALL);
    offer(scheduler, "b", 2, SMALL);
    offer(scheduler, "c", 1, SMALL);

    assertThat(ids(scheduler.next(0))).containsExactly("a");
    assertThat(ids(scheduler.next(0))).containsExactly("b", "c");
  }

  @Test
  void takesUrgentRequestsFirstAndFillsUpWithTheUsual() {
    BatchScheduler scheduler = scheduler(10, 3);
    offer(scheduler, "usual", 1, SMALL);
    scheduler.offer(urgent("third", 3), 0);
    scheduler.offer(urgent("first", 1), 0);
    scheduler.offer(urgent("first-too", 1), 0);

    assertThat(ids(scheduler.next(0))).containsExactly("first", "first-too", "third");
    assertThat(ids(scheduler.next(0))).containsExactly("usual");
  }

  @Test
  void letsTheFirstInLineWaitForOthersNoLongerThanTheDelay() {
    BatchScheduler scheduler = new BatchScheduler(10, 2, 100);
    offer(scheduler, "a", 1, SMALL);

    assertThat(scheduler.nanosUntilDue(40)).isEqualTo(60);
    assertThat(scheduler.nanosUntilDue(100)).isLessThanOrEqualTo(0);
    offer(scheduler, "b", 1, SMALL);
    assertThat(scheduler.nanosUntilDue(40)).as("the batch is full").isZero();
  }

  @Test
  void doesNotWaitForOthersPastADeadline() {
    BatchScheduler scheduler = new BatchScheduler(10, 2, 100);

    scheduler.offer(waiting("urgent", 1, SMALL, 90), 0);

    assertThat(scheduler.nanosUntilDue(40)).isZero();
  }

  @Test
  void doesNotKeepAFullBatchOfOtherShapesWaiting() {
    BatchScheduler scheduler = new BatchScheduler(10, 2, 100);
    offer(scheduler, "alone", 1, LARGE);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);

    assertThat(scheduler.nanosUntilDue(0)).isZero();
  }

  @Test
  void joinsOnlyEqualShapesButNeverPassesOverTheOldest() {
    BatchScheduler scheduler = scheduler(10, 4);
    offer(scheduler, "a", 1, LARGE);
    offer(scheduler, "b", 1, SMALL);
    offer(scheduler, "c", 1, LARGE);

    assertThat(ids(scheduler.next(0))).containsExactly("a", "c");
    assertThat(ids(scheduler.next(0))).containsExactly("b");
  }

  @Test
  void runsUnbatchedModelsOneAtATime() {
    BatchScheduler scheduler = scheduler(10, 0);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);

    assertThat(ids(scheduler.next(0))).containsExactly("a");
    assertThat(ids(scheduler.next(0))).containsExactly("b");
  }

  @Test
  void refusesWhatDoesNotFitTheQueue() {
    BatchScheduler scheduler = scheduler(1, 4);

    assertThat(offer(scheduler, "a", 1, SMALL)).isTrue();
    assertThat(offer(scheduler, "b", 1, SMALL)).isFalse();
    assertThat(scheduler.length()).isEqualTo(1);
  }

  @Test
  void neverHandsOutWhatHasNoTimeLeft() {
    // given: the clock of nanoTime may run over
    BatchScheduler scheduler = scheduler(10, 4);
    scheduler.offer(waiting("late", 1, SMALL, Long.MAX_VALUE), Long.MAX_VALUE - 5);
    scheduler.offer(waiting("early", 1, SMALL, Long.MIN_VALUE + 10), Long.MAX_VALUE - 5);

    // when
    List<Waiting> batch = scheduler.next(Long.MIN_VALUE + 5);

    // then
    assertThat(ids(batch)).containsExactly("early");
    assertThat(ids(scheduler.takeExpired())).containsExactly("late");
    assertThat(scheduler.takeExpired()).isEmpty();
    assertThat(scheduler.isEmpty()).isTrue();
  }

  @Test
  void makesRoomOfWhatHasExpired() {
    BatchScheduler scheduler = scheduler(2, 4);
    scheduler.offer(waiting("late", 1, SMALL, 50), 0);
    scheduler.offer(waiting("in-time", 1, SMALL, 500), 0);

    assertThat(scheduler.offer(waiting("new", 1, SMALL, 500), 50)).isTrue();
    assertThat(ids(scheduler.takeExpired())).containsExactly("late");
    assertThat(ids(scheduler.next(50))).containsExactly("in-time", "new");
  }

  @Test
  void forgetsWhatIsCancelled() {
    BatchScheduler scheduler = scheduler(10, 4);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);

    assertThat(scheduler.cancel(new RequestId("a"))).isPresent();
    assertThat(scheduler.cancel(new RequestId("a"))).isEmpty();
    assertThat(ids(scheduler.next(0))).containsExactly("b");
  }

  private static boolean offer(BatchScheduler scheduler, String id, int items, Shape shape) {
    return scheduler.offer(waiting(id, items, shape, 1_000), 0);
  }

  private static BatchScheduler scheduler(int limit, int maxBatchSize) {
    return new BatchScheduler(limit, maxBatchSize, 0);
  }

  private static Waiting urgent(String id, int priority) {
    Infer usual = infer(id, NoOne.ref());
    return new Waiting(
        new Infer(
            usual.requestId(),
            usual.timeLeft(),
            usual.trace(),
            usual.inputs(),
            usual.outputs(),
            priority,
            usual.replyTo()),
        List.of(pairs("x", 1, 2)),
        1,
        List.of(SMALL),
        0,
        1_000);
  }

  private static Waiting waiting(String id, int items, Shape shape, long deadline) {
    return new Waiting(
        infer(id, NoOne.ref()), List.of(pairs("x", 1, 2)), items, List.of(shape), 0, deadline);
  }

  private static List<String> ids(List<Waiting> batch) {
    return batch.stream().map(waiting -> waiting.request().requestId().value()).toList();
  }
}
