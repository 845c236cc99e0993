package io.sampo.cluster.load;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What is to be sent and since when it is due: the requests of the pace in their order, and those
 * that get a second attempt, which come first. Knows no sockets and no clock. Not thread-safe.
 */
final class Agenda {

  /**
   * A request that was sent once in vain.
   *
   * @param target which one broke, so that another is asked
   */
  record Retry(int position, long intendedAt, int target) {}

  private final RequestMix mix;
  private final double nanosBetween;
  private final Queue<Retry> retries = new ArrayDeque<>();
  private long startedAt;
  private long endsAt = Long.MIN_VALUE;
  private long taken;

  Agenda(RequestMix mix, Pace pace) {
    this.mix = mix;
    this.nanosBetween = pace instanceof Pace.ConstantRate rate ? 1e9 / rate.perSecond() : 0;
  }

  /** The first request is due now. */
  void begin(long now, long end) {
    startedAt = now;
    endsAt = end;
  }

  /** Nothing becomes due any more; what was due stays so. */
  void end(long now) {
    endsAt = Math.min(endsAt, now);
  }

  /** When the next new request is due; in a closed loop that is always now. */
  long dueAt(long now) {
    return nanosBetween == 0 ? now : startedAt + (long) (taken * nanosBetween);
  }

  boolean isDue(long now) {
    long due = dueAt(now);
    return due <= now && due < endsAt;
  }

  /** Takes the next new request. Returns its position in the mix. */
  int take() {
    return mix.at(taken++);
  }

  void retry(Retry retry) {
    retries.add(retry);
  }

  Queue<Retry> retries() {
    return retries;
  }

  /**
   * Forgets what was due before the end and has not been taken.
   *
   * @return how many these were
   */
  long drop() {
    long due = (long) Math.ceil((endsAt - startedAt) / nanosBetween);
    long untaken = nanosBetween == 0 ? 0 : Math.max(0, due - taken);
    endsAt = Long.MIN_VALUE;
    return untaken;
  }
}
