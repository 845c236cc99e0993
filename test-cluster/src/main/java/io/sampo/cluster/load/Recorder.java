package io.sampo.cluster.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts one segment of a run. Allocates once a second and not per request. Not thread-safe. */
final class Recorder {

  private static final long HIGHEST = Duration.ofMinutes(2).toNanos();
  private static final int DIGITS = 3;
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final int STATUSES = 600;

  private final Histogram latency = histogram();
  private final Histogram refusals = histogram();
  private final Histogram serviceTime = histogram();
  private final Histogram interval = histogram();
  private final List<LoadInterval> intervals = new ArrayList<>();
  private final long[] statuses = new long[STATUSES];
  private final long startedAt;
  private long intervalStartedAt;
  private long intervalErrors;
  private long ok;
  private long okWithinTime;
  private long endedAt;
  private long wrong;
  private long broken;
  private long timedOut;
  private long unsent;
  private long retried;
  private long reconnects;

  Recorder(long now) {
    startedAt = now;
    intervalStartedAt = now;
  }

  /** A whole answer. */
  void answered(int status, boolean matches, long fromIntended, long fromSent) {
    statuses[Math.min(status, STATUSES - 1)]++;
    if (status / 100 != 2) {
      refusals.recordValue(Math.min(fromIntended, HIGHEST));
      intervalErrors++;
      return;
    }
    if (!matches) {
      wrong++;
      intervalErrors++;
      return;
    }
    ok++;
    latency.recordValue(Math.min(fromIntended, HIGHEST));
    serviceTime.recordValue(Math.min(fromSent, HIGHEST));
    interval.recordValue(Math.min(fromIntended, HIGHEST));
  }

  void broken() {
    broken++;
    intervalErrors++;
  }

  void timedOut() {
    timedOut++;
    intervalErrors++;
  }

  void retried() {
    retried++;
  }

  void reconnected() {
    reconnects++;
  }

  /** Requests that found no free connection until the end. */
  void unsent(long count) {
    unsent += count;
  }

  /** Ends an interval when its second is over. */
  void tick(long now) {
    if (now - intervalStartedAt >= INTERVAL) {
      endInterval(now);
    }
  }

  /** The rate is what came until now; what comes later still counts as answered. */
  void endTime(long now) {
    endInterval(now);
    endedAt = now;
    okWithinTime = ok;
  }

  LoadResult result(double clientCores) {
    Duration counted = Duration.ofNanos(endedAt - startedAt);
    Map<Integer, Long> byStatus = new TreeMap<>();
    for (int status = 0; status < STATUSES; status++) {
      if (statuses[status] > 0) {
        byStatus.put(status, statuses[status]);
      }
    }
    LoadCounts counts =
        new LoadCounts(
            ok,
            byStatus,
            wrong,
            new LoadCounts.Failures(broken, timedOut, unsent),
            retried,
            reconnects);
    double rate = okWithinTime / Math.max(1e-9, counted.toNanos() / 1e9);
    return new LoadResult(
        counted,
        rate,
        counts,
        new Latencies(latency.copy(), refusals.copy(), serviceTime.copy()),
        intervals,
        clientCores);
  }

  private void endInterval(long now) {
    intervals.add(
        new LoadInterval(
            Duration.ofNanos(intervalStartedAt - startedAt),
            Duration.ofNanos(now - intervalStartedAt),
            interval.getTotalCount(),
            intervalErrors,
            interval.getValueAtPercentile(50),
            interval.getValueAtPercentile(99),
            interval.getMaxValue()));
    interval.reset();
    intervalErrors = 0;
    intervalStartedAt = now;
  }

  private static Histogram histogram() {
    return new Histogram(1_000, HIGHEST, DIGITS);
  }
}
