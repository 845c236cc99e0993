package io.sampo.node.training.ring;

/**
 * Who has been silent for how long within a step. Time is an argument, in nanoseconds of the
 * monotonic clock. Pure.
 */
final class RingWatch {

  /** One beat may be late and one lost in a pause of the collector. */
  private static final int BEATS_UNTIL_SUSPECT = 3;

  private final long beatNanos;
  private final long silenceNanos;
  private long deadline;
  private long lastHeard;
  private long lastSent;

  RingWatch(long beatNanos, long silenceNanos) {
    this.beatNanos = beatNanos;
    this.silenceNanos = silenceNanos;
  }

  void begin(long now, long limitNanos) {
    deadline = now + limitNanos;
    lastHeard = now;
    lastSent = now;
  }

  void heard(long now) {
    lastHeard = now;
  }

  void sent(long now) {
    lastSent = now;
  }

  boolean isOver(long now) {
    return now - deadline >= 0;
  }

  boolean isBeatDue(long now) {
    return now - lastSent >= beatNanos;
  }

  /** Whether a rank that should be talking has been silent for too long to wait any further. */
  boolean isSilent(long now) {
    return now - lastHeard >= silenceNanos;
  }

  /** Whether nothing was heard for so long that the previous rank itself must be the trouble. */
  boolean isSuspicious(long now) {
    return now - lastHeard >= BEATS_UNTIL_SUSPECT * beatNanos;
  }

  /** As {@link #isSuspicious}, of the rank that takes what is sent. */
  boolean isStuck(long now) {
    return now - lastSent >= BEATS_UNTIL_SUSPECT * beatNanos;
  }

  /** Milliseconds to wait at most before looking again; at least 1. */
  long pauseMillis(long now) {
    long untilBeat = beatNanos - (now - lastSent);
    long pause = Math.min(untilBeat > 0 ? untilBeat : beatNanos, deadline - now);
    return (Math.max(1, pause) + 999_999) / 1_000_000;
  }
}
