package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.data.Dataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Shape;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * Reads the samples of a pass while the pass before it is computed. There are two buffers: one is
 * the caller's, the other is filled by a thread of the reader's own, never further ahead than that.
 * What was read ahead and then not wanted is read over. Belongs to one thread.
 */
final class MicroBatchReader implements AutoCloseable {
  private final LongFunction<LongUnaryOperator> order;
  private final SerialThread thread;
  private MicroBatch current;
  private MicroBatch spare;
  private MicroBatchRange ahead;
  private CompletableFuture<Void> reading;

  /**
   * @param inputShape of one sample as the module wants it
   * @param capacity samples of the largest micro-batch
   * @param order from epoch to the order of its samples: from position to index in the dataset
   */
  MicroBatchReader(
      Dataset dataset, Shape inputShape, int capacity, LongFunction<LongUnaryOperator> order) {
    this.order = requireNonNull(order, "order is null");
    this.current = new MicroBatch(dataset, inputShape, capacity);
    this.spare = new MicroBatch(dataset, inputShape, capacity);
    // The thread that computes has a name that says for whom.
    this.thread = new SerialThread(Thread.currentThread().getName() + "-samples");
  }

  /**
   * Micro-batches one after the other, each of them the caller's until it asks for the next one.
   * Asking blocks, at most for the limit, and throws what reading threw.
   *
   * @param expected what is read once all are taken, in the hope that it is asked for next
   */
  Iterable<MicroBatch> read(
      List<MicroBatchRange> ranges, Optional<MicroBatchRange> expected, Duration limit) {
    return () ->
        new Iterator<>() {
          private final Iterator<MicroBatchRange> wanted = ranges.iterator();
          private Optional<MicroBatchRange> following = following();

          @Override
          public boolean hasNext() {
            return following.isPresent();
          }

          @Override
          public MicroBatch next() {
            take(following.orElseThrow(), limit);
            following = following();
            following.or(() -> expected).ifPresent(MicroBatchReader.this::readAhead);
            return current;
          }

          private Optional<MicroBatchRange> following() {
            return wanted.hasNext() ? Optional.of(wanted.next()) : Optional.empty();
          }
        };
  }

  private void take(MicroBatchRange wanted, Duration limit) {
    if (!wanted.equals(ahead)) {
      readAhead(wanted);
    }
    ahead = null;
    await(wanted, limit);
    MicroBatch filled = spare;
    spare = current;
    current = filled;
  }

  private void readAhead(MicroBatchRange range) {
    MicroBatch room = spare;
    ahead = range;
    reading =
        thread.call(
            () -> {
              room.fill(range, order.apply(range.epoch()));
              return null;
            });
  }

  private void await(MicroBatchRange wanted, Duration limit) {
    try {
      reading.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (TimeoutException e) {
      throw new PlatformException(
          ErrorCode.DEADLINE_EXCEEDED,
          "Expected to read samples of [%s] within %s, but they were not there"
              .formatted(wanted, limit),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Expected samples of [" + wanted + "], but was stopped", e);
    }
  }

  private static RuntimeException unwrapped(ExecutionException failure) {
    if (failure.getCause() instanceof Error error) {
      throw error;
    }
    return failure.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(failure.getCause());
  }

  /** What is being read is read to its end. */
  @Override
  public void close() {
    thread.end();
  }
}
