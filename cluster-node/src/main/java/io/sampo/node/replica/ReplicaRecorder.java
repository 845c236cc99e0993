package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.telemetry.ReplicaMeters;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import java.util.List;

/** Everything that keeps count of what a replica does, told of each thing once. Thread-safe. */
final class ReplicaRecorder {
  private final ReplicaMeters meters;
  private final ReplicaStatistics statistics;
  private final LoadMeter load;

  ReplicaRecorder(ReplicaMeters meters, ReplicaStatistics statistics, LoadMeter load) {
    this.load = requireNonNull(load, "load is null");
    this.meters = requireNonNull(meters, "meters is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
  }

  /** Called under the lock of the queue. */
  void waiting(int requests) {
    meters.recordQueueDepth(requests);
    load.waiting(requests);
  }

  void arrived(long now) {
    load.arrived(now);
  }

  /** The forward of the batch begins now. */
  void began(List<Waiting> batch, long now) {
    long queued = 0;
    for (Waiting each : batch) {
      queued += Math.max(0, now - each.arrivedNanos());
    }
    load.began(batch.size(), queued);
    int late = late(batch, now);
    if (late > 0) {
      meters.countLate(late);
    }
  }

  static int late(List<Waiting> batch, long now) {
    int late = 0;
    for (Waiting each : batch) {
      late += each.isExpired(now) ? 1 : 0;
    }
    return late;
  }

  void refused(PlatformError error) {
    statistics.refused(error);
    if (error.code() == ErrorCode.REPLICA_OVERLOADED) {
      load.refusedForLength();
    }
  }

  /** A deadline passed in the queue; the refusal is told apart. */
  void expired() {
    meters.countExpired();
  }

  void ended(BatchRun run) {
    meters.recordBatch(run.items());
    statistics.ended(run);
    load.ended(run.batch().size(), run.beganNanos() + run.computeNanos());
  }
}
