package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.telemetry.ReplicaMeters;
import io.sampo.protocol.error.PlatformError;

/** Everything that keeps count of what a replica does, told of each thing once. Thread-safe. */
final class ReplicaRecorder {
  private final ReplicaMeters meters;
  private final ReplicaStatistics statistics;

  ReplicaRecorder(ReplicaMeters meters, ReplicaStatistics statistics) {
    this.meters = requireNonNull(meters, "meters is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
  }

  /** Called under the lock of the queue. */
  void waiting(int requests) {
    meters.recordQueueDepth(requests);
  }

  void refused(PlatformError error) {
    statistics.refused(error);
  }

  /** A deadline passed in the queue; the refusal is told apart. */
  void expired() {
    meters.countExpired();
  }

  void ended(BatchRun run) {
    meters.recordBatch(run.items());
    statistics.ended(run);
  }
}
