package io.sampo.cluster.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A moment until which somebody is willing to wait. */
public final class Deadline {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final long at;

  private Deadline(long at) {
    this.at = at;
  }

  public static Deadline after(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  public boolean isOver() {
    return System.nanoTime() - at >= 0;
  }

  /**
   * Looks at a condition ten times a second.
   *
   * @return whether it became true in time; false also if the thread was interrupted
   */
  public boolean await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (isOver() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return true;
  }
}
