package io.sampo.cluster.load;

import java.time.Duration;

/**
 * About a second of a run.
 *
 * @param start since the beginning of what counts
 * @param ok answers that came in it
 * @param errors what failed in it
 * @param p50Nanos of the answers that were ok; 0 if there were none
 */
public record LoadInterval(
    Duration start,
    Duration length,
    long ok,
    long errors,
    long p50Nanos,
    long p99Nanos,
    long maximumNanos) {

  /** Answers per second. */
  public double rate() {
    return ok / Math.max(1e-9, length.toNanos() / 1e9);
  }
}
