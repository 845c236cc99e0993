package io.sampo.node.telemetry;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ReplicaPhase;
import java.time.Duration;

/**
 * What one replica adds to the metrics of its model version. Several replicas of a version share
 * their gauges, so each adds and takes back its own part. Belongs to one actor.
 */
public final class ReplicaMeters {
  private final ModelVersion version;
  private ReplicaPhase phase;
  private int queueDepth;

  public ReplicaMeters(ModelVersion version) {
    this.version = requireNonNull(version, "version is null");
  }

  public void enter(ReplicaPhase next) {
    leavePhase();
    phase = next;
    NodeMetrics.replicaState(version, next).increment();
  }

  public void recordQueueDepth(int depth) {
    NodeMetrics.queueDepth(version).increment(depth - queueDepth);
    queueDepth = depth;
  }

  /**
   * @param items how many one forward computed
   */
  public void recordBatch(int items) {
    NodeMetrics.batchSize(version).record(items);
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
