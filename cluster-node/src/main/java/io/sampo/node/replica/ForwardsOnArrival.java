package io.sampo.node.replica;

import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;

/**
 * Tells which requests are run to completion by the thread that brings them, as data planes do
 * (Belay et al., IX, OSDI 2014): a forward of some microseconds is over before a thread of the
 * device would have woken. Only those of a model that has shown itself to be quick, one at a time,
 * while nothing else waits or runs; and not while requests come faster than one thread answers
 * them, because then the device makes batches of them.
 *
 * <p>Not thread-safe, but for {@link #arrived} and {@link #ready}, which belong to the one thread
 * that brings requests; times are nanoseconds of {@link System#nanoTime}.
 */
final class ForwardsOnArrival {
  /** Forwards after which a model is known; none before these is remembered. */
  static final int KNOWN_AFTER = Long.SIZE;

  /**
   * So many of the last {@value #KNOWN_AFTER} may have taken too long: a thread that loses its
   * processor for a moment says nothing of the model.
   */
  static final int MOST_SLOW = 6;

  /** What is larger may take longer than what was measured. */
  static final int MOST_BYTES = 4096;

  /** So many in a row, and more that wait behind them, and the device takes over. */
  static final int LONGEST_RUSH = 8;

  /** Whoever comes this soon after the one before has waited for it. */
  private static final long BREATH = 5_000;

  private final long longestAllowed;

  /** The last forwards, one bit each; set for one that took too long. */
  private long slow;

  private int measured;
  private int rush;
  private long readyAt = Long.MIN_VALUE / 2;

  /**
   * @param longestAllowed zero for none
   */
  ForwardsOnArrival(Duration longestAllowed) {
    this.longestAllowed = longestAllowed.toNanos();
  }

  /** A request has come; every one is told, whoever runs it. */
  void arrived(long now) {
    rush = now - readyAt < BREATH ? rush + 1 : 0;
  }

  /** The thread that brings requests is free for the next one. */
  void ready(long now) {
    readyAt = now;
  }

  /** How long a forward took, on whatever thread. */
  void measured(long nanos) {
    measured = Math.min(measured + 1, KNOWN_AFTER);
    slow = slow << 1 | (nanos > longestAllowed ? 1 : 0);
  }

  /** Whether the thread that brings this request is to run it, if nothing waits or runs. */
  boolean suits(Waiting request) {
    return measured == KNOWN_AFTER
        && Long.bitCount(slow) <= MOST_SLOW
        && rush < LONGEST_RUSH
        && bytes(request) <= MOST_BYTES;
  }

  private static long bytes(Waiting request) {
    long bytes = 0;
    for (Tensor input : request.inputs()) {
      bytes += input.byteCount();
    }
    return bytes;
  }
}
