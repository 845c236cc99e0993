package io.sampo.http.routing;

import java.util.Arrays;

/**
 * Bounds how many requests are sent again: a share of the requests of the last ten seconds, but at
 * least a fixed number. Without such a bound, retries turn an overload into a collapse. Not
 * thread-safe; times are nanoseconds of any clock that does not go back.
 */
final class RetryBudget {

  private static final int SECONDS = 10;
  private static final long SECOND = 1_000_000_000L;

  private final double share;
  private final int minimum;
  private final long[] requests = new long[SECONDS];
  private final long[] retries = new long[SECONDS];
  private long second = Long.MIN_VALUE;

  RetryBudget(double share, int minimum) {
    this.share = share;
    this.minimum = minimum;
  }

  void countRequest(long now) {
    requests[slot(now)]++;
  }

  /** Takes one retry out of the budget; false if nothing is left. */
  boolean tryRetry(long now) {
    int slot = slot(now);
    long allowed = Math.max(minimum, (long) (share * Arrays.stream(requests).sum()));
    if (Arrays.stream(retries).sum() >= allowed) {
      return false;
    }
    retries[slot]++;
    return true;
  }

  private int slot(long now) {
    long current = Math.floorDiv(now, SECOND);
    if (second == Long.MIN_VALUE || current - second >= SECONDS) {
      Arrays.fill(requests, 0);
      Arrays.fill(retries, 0);
      second = current;
    }
    while (second < current) {
      second++;
      int slot = (int) Math.floorMod(second, (long) SECONDS);
      requests[slot] = 0;
      retries[slot] = 0;
    }
    return (int) Math.floorMod(second, (long) SECONDS);
  }
}
