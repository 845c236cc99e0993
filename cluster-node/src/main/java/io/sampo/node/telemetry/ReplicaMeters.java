package io.sampo.node.telemetry;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ReplicaPhase;
import java.time.Duration;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;

/**
 * What one replica adds to the metrics of its model version. Several replicas of a version share
 * their gauges, so each adds and takes back its own part. The phase belongs to the replica's actor,
 * and the queue depth to whoever holds the lock of its queue; counts may come from any thread.
 */
public final class ReplicaMeters {
  private final ModelVersion version;
  private final Gauge queueDepths;
  private final Histogram batchSizes;
  private final Counter expired;
  private final Counter late;
  private ReplicaPhase phase;
  private int queueDepth;

  public ReplicaMeters(ModelVersion version) {
    this.version = requireNonNull(version, "version is null");
    this.queueDepths = NodeMetrics.queueDepth(version);
    this.batchSizes = NodeMetrics.batchSize(version);
    this.expired = NodeMetrics.expired(version);
    this.late = NodeMetrics.late(version);
  }

  public void enter(ReplicaPhase next) {
    leavePhase();
    phase = next;
    NodeMetrics.replicaState(version, next).increment();
  }

  public void recordQueueDepth(int depth) {
    if (depth != queueDepth) {
      queueDepths.increment(depth - queueDepth);
      queueDepth = depth;
    }
  }

  /**
   * @param items how many one forward computed
   */
  public void recordBatch(int items) {
    batchSizes.record(items);
  }

  /** A request was dropped because its deadline passed while it waited. */
  public void countExpired() {
    expired.increment();
  }

  /** The replica, which nobody had asked for long, has asked itself. */
  public void countProbe(boolean success) {
    NodeMetrics.probes(version, success).increment();
  }

  /** The forward of so many requests begins after their deadline. */
  public void countLate(int requests) {
    late.increment(requests);
  }

  public void recordLoad(Duration duration) {
    NodeMetrics.loadDuration(version).record(duration);
  }

  /** Takes back what this replica added; it is gone. */
  public void close() {
    leavePhase();
    recordQueueDepth(0);
  }

  private void leavePhase() {
    if (phase != null) {
      NodeMetrics.replicaState(version, phase).decrement();
      phase = null;
    }
  }
}
