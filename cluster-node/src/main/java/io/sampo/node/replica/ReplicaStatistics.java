package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.statistics.ServingLedger;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a replica does, as the statistics of the inference protocol mean it, and adds it to
 * the node's ledger. Thread-safe.
 */
final class ReplicaStatistics {
  private final ServingLedger ledger;
  private final ModelVersion version;
  private final Clock clock;
  private final AtomicLong lastInference;
  private final Map<ServingCounter, AtomicLong> totals = new EnumMap<>(ServingCounter.class);
  private final Map<Integer, BatchCounters> batches = new ConcurrentHashMap<>();

  /** Of forwards of one size. */
  private record BatchCounters(AtomicLong executions, AtomicLong inferNanos) {}

  ReplicaStatistics(ServingLedger ledger, ModelVersion version, Clock clock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.version = requireNonNull(version, "version is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.lastInference = ledger.lastInference(version);
    for (ServingCounter counter : ServingCounter.values()) {
      totals.put(counter, ledger.counter(StatisticsKey.of(version, counter)));
    }
  }

  /**
   * A batch has ended. Counts its requests that were answered, the time of those that failed, and
   * the forward. That a request failed is told by {@link #refused}.
   */
  void ended(BatchRun run) {
    long queueNanos = 0;
    long failureNanos = 0;
    int answered = 0;
    int items = 0;
    for (int i = 0; i < run.batch().size(); i++) {
      Waiting request = run.batch().get(i);
      long queued = Math.max(0, run.beganNanos() - request.arrivedNanos());
      if (run.results().get(i).isRefused()) {
        failureNanos += run.computeNanos() == 0 ? 0 : queued + run.computeNanos();
      } else {
        answered++;
        items += request.items();
        queueNanos += queued;
      }
    }
    add(ServingCounter.FAILURE_NANOS, failureNanos);
    if (answered > 0) {
      long inferNanos = answered * run.computeNanos();
      add(ServingCounter.SUCCESSES, answered);
      add(ServingCounter.SUCCESS_NANOS, queueNanos + inferNanos);
      add(ServingCounter.QUEUE_NANOS, queueNanos);
      add(ServingCounter.INFER_NANOS, inferNanos);
      add(ServingCounter.ITEMS, items);
      executed(run.items(), run.computeNanos());
      lastInference.set(clock.millis());
    }
  }

  private void executed(int items, long nanos) {
    add(ServingCounter.EXECUTIONS, 1);
    BatchCounters batch =
        batches.computeIfAbsent(StatisticsKey.batchClass(items), this::batchCounters);
    batch.executions().incrementAndGet();
    batch.inferNanos().addAndGet(nanos);
  }

  private BatchCounters batchCounters(int size) {
    return new BatchCounters(
        ledger.counter(new StatisticsKey(version, ServingCounter.EXECUTIONS, size)),
        ledger.counter(new StatisticsKey(version, ServingCounter.INFER_NANOS, size)));
  }

  /** A request was refused, or failed; one that another replica will take has not failed yet. */
  void refused(PlatformError error) {
    if (error.code() != ErrorCode.REPLICA_STOPPING && error.code() != ErrorCode.MODEL_NOT_READY) {
      add(ServingCounter.FAILURES, 1);
    }
  }

  private void add(ServingCounter counter, long amount) {
    if (amount != 0) {
      totals.get(counter).addAndGet(amount);
    }
  }
}
