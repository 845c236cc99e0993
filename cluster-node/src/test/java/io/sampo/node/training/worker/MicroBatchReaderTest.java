package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Shape;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicroBatchReaderTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final LongConsumer NOBODY = index -> {};

  private final WatchedDataset dataset = new WatchedDataset(100, NOBODY);

  /** The second epoch has its samples the other way round. */
  private final MicroBatchReader reader =
      new MicroBatchReader(
          dataset, Shape.of(1), 4, epoch -> position -> epoch == 0 ? position : 99 - position);

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void givesTheSamplesOfEveryRangeInTurn() {
    assertThat(samples(List.of(range(0, 0, 4), range(0, 4, 4), range(0, 8, 2)), Optional.empty()))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(samples(List.of(range(1, 0, 3)), Optional.empty())).containsExactly(99L, 98L, 97L);
    assertThat(samples(List.of(), Optional.of(range(0, 0, 1)))).isEmpty();
  }

  @Test
  void readsTheNextSamplesWhileTheCallerIsBusyWithTheOnesBefore() throws Exception {
    // given
    CountDownLatch second = new CountDownLatch(2);
    CountDownLatch expected = new CountDownLatch(1);
    dataset.watch(
        index -> {
          if (index == 2 || index == 3) {
            second.countDown();
          } else if (index == 50) {
            expected.countDown();
          }
        });
    List<Long> seen = new ArrayList<>();
    CountDownLatch[] whileBusy = {second, expected};

    // when
    for (MicroBatch batch :
        reader.read(List.of(range(0, 0, 2), range(0, 2, 2)), Optional.of(range(0, 50, 1)), LIMIT)) {
      assertThat(whileBusy[seen.size() / 2].await(30, TimeUnit.SECONDS)).isTrue();
      seen.addAll(samples(batch));
    }

    // then
    assertThat(seen).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void neverReadsFurtherAheadThanOneMicroBatch() {
    // given
    AtomicInteger taken = new AtomicInteger();
    Queue<Long> tooEarly = new ConcurrentLinkedQueue<>();
    dataset.watch(
        index -> {
          if (index > taken.get() + 1) {
            tooEarly.add(index);
          }
        });
    List<MicroBatchRange> ranges = new ArrayList<>();
    for (int position = 0; position < 100; position++) {
      ranges.add(range(0, position, 1));
    }

    // when
    for (MicroBatch batch : reader.read(ranges, Optional.empty(), LIMIT)) {
      assertThat(samples(batch)).containsExactly((long) taken.get());
      taken.incrementAndGet();
    }

    // then
    assertThat(taken).hasValue(100);
    assertThat(tooEarly).isEmpty();
  }

  @Test
  void readsWhatWasExpectedOnlyOnce() {
    // given
    Queue<Long> read = new ConcurrentLinkedQueue<>();
    dataset.watch(read::add);

    // when
    samples(List.of(range(0, 0, 1)), Optional.of(range(0, 1, 1)));
    List<Long> next = samples(List.of(range(0, 1, 1)), Optional.empty());

    // then
    assertThat(next).containsExactly(1L);
    assertThat(read).containsExactly(0L, 1L);
  }

  @Test
  void givesWhatIsWantedWhereSomethingElseWasExpected() {
    // given
    samples(List.of(range(0, 0, 2)), Optional.of(range(0, 2, 4)));

    // then
    assertThat(samples(List.of(range(0, 0, 2)), Optional.empty())).containsExactly(0L, 1L);
    assertThat(samples(List.of(range(1, 2, 1)), Optional.empty())).containsExactly(97L);
  }

  @Test
  void saysWhatFailedWhenTheSamplesAreAskedForAndNotBefore() {
    // given
    dataset.watch(
        index -> {
          if (index == 3) {
            throw new PlatformException(ErrorCode.ARTIFACT_UNAVAILABLE, "sample 3 has rotted");
          }
        });

    // when
    List<Long> before = samples(List.of(range(0, 0, 2)), Optional.of(range(0, 2, 2)));

    // then
    assertThat(before).containsExactly(0L, 1L);
    assertThatThrownBy(() -> samples(List.of(range(0, 2, 2)), Optional.empty()))
        .isInstanceOf(PlatformException.class)
        .hasMessage("sample 3 has rotted");
    assertThat(samples(List.of(range(0, 4, 1)), Optional.empty())).containsExactly(4L);
  }

  @Test
  void forgetsTheFailureOfWhatNobodyAsksFor() {
    // given
    dataset.watch(
        index -> {
          if (index == 3) {
            throw new IllegalStateException("nobody wanted sample 3");
          }
        });

    // when
    samples(List.of(range(0, 0, 1)), Optional.of(range(0, 3, 1)));

    // then
    assertThat(samples(List.of(range(0, 1, 1)), Optional.empty())).containsExactly(1L);
  }

  @Test
  void waitsNoLongerThanItMay() {
    // given
    CountDownLatch never = new CountDownLatch(1);
    dataset.watch(index -> await(never));

    // then
    assertThatThrownBy(
            () ->
                reader
                    .read(List.of(range(0, 0, 1)), Optional.empty(), Duration.ofMillis(20))
                    .forEach(batch -> {}))
        .isInstanceOfSatisfying(
            PlatformException.class,
            late -> assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
        .hasMessageContaining("within PT0.02S");
    never.countDown();
  }

  @Test
  void endsItsThreadOnceWhatIsBeingReadIsRead() throws Exception {
    // given
    CountDownLatch closed = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    samples(List.of(range(0, 0, 1)), Optional.empty());
    dataset.watch(
        index -> {
          thread.set(Thread.currentThread());
          if (index == 2) {
            await(closed);
          }
        });
    samples(List.of(range(0, 1, 1)), Optional.of(range(0, 2, 1)));

    // when
    reader.close();
    closed.countDown();
    thread.get().join(30_000);

    // then
    assertThat(thread.get().isAlive()).isFalse();
    assertThat(thread.get().getName()).endsWith("-samples");
  }

  private List<Long> samples(List<MicroBatchRange> ranges, Optional<MicroBatchRange> expected) {
    List<Long> samples = new ArrayList<>();
    for (MicroBatch batch : reader.read(ranges, expected, LIMIT)) {
      samples.addAll(samples(batch));
    }
    return samples;
  }

  private static List<Long> samples(MicroBatch batch) {
    FloatBuffer inputs = batch.inputs().asFloatBuffer();
    LongBuffer classes = batch.targets().classes();
    assertThat(inputs.remaining()).isEqualTo(batch.range().count());
    List<Long> samples = new ArrayList<>();
    for (int i = 0; i < batch.range().count(); i++) {
      assertThat(inputs.get(i)).isEqualTo((float) classes.get(i));
      samples.add(classes.get(i));
    }
    return samples;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MicroBatchRange range(long epoch, long start, int count) {
    return new MicroBatchRange(epoch, start, count);
  }
}
