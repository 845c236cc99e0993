package io.sampo.node.artifact;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast artifacts may be read, all readers together: a token bucket, kept as the time at which
 * what was taken so far will have been paid. Decides only; who takes also waits. Thread-safe.
 */
public final class ReadRate {
  /** What may be read at once after a rest; short, so that others are not stalled by it. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private long paidAt;

  /**
   * @param bytesPerSecond 0 for no limit
   */
  public ReadRate(long bytesPerSecond, LongSupplier nanoTime) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "Expected a read rate of 0 or more bytes per second, but was [" + bytesPerSecond + "]");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.paidAt = nanoTime.getAsLong() - BURST_NANOS;
  }

  public static ReadRate unlimited() {
    return new ReadRate(0, System::nanoTime);
  }

  /** Takes the bytes and says how many nanoseconds to wait for them; nothing is refused. */
  public synchronized long take(long bytes) {
    if (bytesPerSecond == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    // Nano times may overflow, so they are compared by their difference.
    long earliest = now - BURST_NANOS;
    long from = paidAt - earliest < 0 ? earliest : paidAt;
    paidAt = from + (long) (bytes * 1e9 / bytesPerSecond);
    return Math.max(0, paidAt - now);
  }
}
