package io.sampo.cluster.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What one run, or one segment of it, has shown.
 *
 * @param time what counted
 * @param okPerSecond answers that were ok and came within this time
 * @param intervals second by second
 * @param clientCores processor time of the client's threads per second of the run
 */
public record LoadResult(
    Duration time,
    double okPerSecond,
    LoadCounts counts,
    Latencies latencies,
    List<LoadInterval> intervals,
    double clientCores) {

  public LoadResult {
    requireNonNull(time, "time is null");
    requireNonNull(counts, "counts is null");
    requireNonNull(latencies, "latencies is null");
    intervals = List.copyOf(intervals);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f/s over %.1f s, p50 %.0f µs, p99 %.0f µs, max %.0f µs, client %.2f cores, %s",
        okPerSecond,
        time.toNanos() / 1e9,
        latencies.micros(50),
        latencies.micros(99),
        latencies.ok().getMaxValue() / 1e3,
        clientCores,
        counts);
  }
}
