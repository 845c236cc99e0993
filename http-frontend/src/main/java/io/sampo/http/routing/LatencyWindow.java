package io.sampo.http.routing;

import java.util.Arrays;

/** The 99th percentile of the last answers' times. Not thread-safe; times are nanoseconds. */
final class LatencyWindow {

  private static final int SIZE = 512;
  private static final int RECOMPUTE_EVERY = 64;

  private final long[] latest = new long[SIZE];
  private long count;
  private long percentile;

  void record(long nanos) {
    latest[(int) (count % SIZE)] = nanos;
    count++;
    if (count % RECOMPUTE_EVERY == 0) {
      percentile = computed();
    }
  }

  /** 0 until enough answers came in to say anything. */
  long percentile99() {
    return percentile;
  }

  private long computed() {
    long[] sorted = Arrays.copyOf(latest, (int) Math.min(count, SIZE));
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
  }
}
