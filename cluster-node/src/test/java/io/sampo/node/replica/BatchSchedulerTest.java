package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest {
  private static final Shape SMALL = Shape.of(2);
  private static final Shape LARGE = Shape.of(9);

  @Test
  void takesWhatWaitsUpToTheMaximumInOrder() {
    BatchScheduler scheduler = new BatchScheduler(10, 3);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);
    offer(scheduler, "c", 1, SMALL);
    offer(scheduler, "d", 1, SMALL);

    assertThat(ids(scheduler.next())).containsExactly("a", "b", "c");
    assertThat(ids(scheduler.next())).containsExactly("d");
    assertThat(scheduler.next()).isEmpty();
  }

  @Test
  void countsItemsAndNotRequests() {
    BatchScheduler scheduler = new BatchScheduler(10, 4);
    offer(scheduler, "a", 3, SMALL);
    offer(scheduler, "b", 2, SMALL);
    offer(scheduler, "c", 1, SMALL);

    assertThat(ids(scheduler.next())).containsExactly("a", "c");
    assertThat(ids(scheduler.next())).containsExactly("b");
  }

  @Test
  void joinsOnlyEqualShapesButNeverPassesOverTheOldest() {
    BatchScheduler scheduler = new BatchScheduler(10, 4);
    offer(scheduler, "a", 1, LARGE);
    offer(scheduler, "b", 1, SMALL);
    offer(scheduler, "c", 1, LARGE);

    assertThat(ids(scheduler.next())).containsExactly("a", "c");
    assertThat(ids(scheduler.next())).containsExactly("b");
  }

  @Test
  void runsUnbatchedModelsOneAtATime() {
    BatchScheduler scheduler = new BatchScheduler(10, 0);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);

    assertThat(ids(scheduler.next())).containsExactly("a");
    assertThat(ids(scheduler.next())).containsExactly("b");
  }

  @Test
  void refusesWhatDoesNotFitTheQueue() {
    BatchScheduler scheduler = new BatchScheduler(1, 4);

    assertThat(offer(scheduler, "a", 1, SMALL)).isTrue();
    assertThat(offer(scheduler, "b", 1, SMALL)).isFalse();
    assertThat(scheduler.length()).isEqualTo(1);
  }

  @Test
  void givesUpExactlyWhatHasExpired() {
    // given: the clock of nanoTime may run over
    BatchScheduler scheduler = new BatchScheduler(10, 4);
    scheduler.offer(waiting("late", 1, SMALL, Long.MAX_VALUE));
    scheduler.offer(waiting("early", 1, SMALL, Long.MIN_VALUE + 10));

    // when
    List<Waiting> expired = scheduler.expire(Long.MIN_VALUE + 5);

    // then
    assertThat(ids(expired)).containsExactly("late");
    assertThat(ids(scheduler.next())).containsExactly("early");
  }

  @Test
  void forgetsWhatIsCancelled() {
    BatchScheduler scheduler = new BatchScheduler(10, 4);
    offer(scheduler, "a", 1, SMALL);
    offer(scheduler, "b", 1, SMALL);

    assertThat(scheduler.cancel(new RequestId("a"))).isPresent();
    assertThat(scheduler.cancel(new RequestId("a"))).isEmpty();
    assertThat(ids(scheduler.next())).containsExactly("b");
  }

  private static boolean offer(BatchScheduler scheduler, String id, int items, Shape shape) {
    return scheduler.offer(waiting(id, items, shape, 1_000));
  }

  private static Waiting waiting(String id, int items, Shape shape, long deadline) {
    return new Waiting(
        infer(id, NoOne.ref()), List.of(pairs("x", 1, 2)), items, List.of(shape), 0, deadline);
  }

  private static List<String> ids(List<Waiting> batch) {
    return batch.stream().map(waiting -> waiting.request().requestId().value()).toList();
  }
}
