package io.sampo.node.serving;

import io.sampo.protocol.serving.ReplicaLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The load of a version's replicas together, as an exponential moving average: one report that is
 * far out moves it little. Plain; time is always handed in.
 */
final class SmoothedLoad {
  private final double smoothingSeconds;
  private Instant last;
  private double queueSeconds;
  private double servedPerSecond;

  /**
   * @param smoothingSeconds after which two thirds of a change are seen
   */
  SmoothedLoad(double smoothingSeconds) {
    this.smoothingSeconds = smoothingSeconds;
  }

  /**
   * @param loads the latest of each replica; none means that nothing is asked
   * @param targetQueueTime a replica that refused requests for length counts as twice above it
   */
  void add(List<ReplicaLoad> loads, Duration targetQueueTime, Instant now) {
    double elapsed = last == null ? 0 : Duration.between(last, now).toNanos() / 1e9;
    last = now;
    if (elapsed <= 0) {
      return;
    }
    double weight = 1 - Math.exp(-elapsed / smoothingSeconds);
    double queue =
        loads.stream()
            .mapToLong(load -> effectiveQueueTime(load, targetQueueTime).toNanos())
            .average()
            .orElse(0);
    long served = loads.stream().mapToLong(load -> load.requests() - load.refusedForLength()).sum();
    queueSeconds += weight * (queue / 1e9 - queueSeconds);
    servedPerSecond += weight * (served - servedPerSecond);
  }

  private static Duration effectiveQueueTime(ReplicaLoad load, Duration target) {
    Duration full = target.multipliedBy(2);
    return load.refusedForLength() > 0 && load.queueTime().compareTo(full) < 0
        ? full
        : load.queueTime();
  }

  /** What was waited so far says nothing about now: there are other replicas. */
  void forgetQueue() {
    queueSeconds = 0;
  }

  /** How long requests wait, on the average over replicas. */
  double queueSeconds() {
    return queueSeconds;
  }

  /** Requests that all replicas together took; reports cover about a second each. */
  double servedPerSecond() {
    return servedPerSecond;
  }
}
