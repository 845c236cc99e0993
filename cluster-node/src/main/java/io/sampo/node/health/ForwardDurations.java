package io.sampo.node.health;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the last forwards of a replica took. Recorded from any thread without a lock; whoever
 * reads at that moment may miss the latest.
 */
final class ForwardDurations {
  static final int KEPT = 256;

  private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
  private final AtomicLong recorded = new AtomicLong();

  void record(long durationNanos) {
    nanos.setOpaque((int) (recorded.getAndIncrement() % KEPT), durationNanos);
  }

  /** How many there ever were. */
  long recorded() {
    return recorded.get();
  }

  /** What 99 of 100 of those that are kept do not exceed, in nanoseconds; 0 before the first. */
  long percentile99() {
    int count = (int) Math.min(recorded.get(), KEPT);
    if (count == 0) {
      return 0;
    }
    long[] sorted = new long[count];
    Arrays.setAll(sorted, nanos::get);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(count * 0.99) - 1];
  }
}
