package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.ForwardTimes;
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
  private record BatchCounters(
      AtomicLong executions, AtomicLong inputNanos, AtomicLong inferNanos, AtomicLong outputNanos) {

    void add(ForwardTimes times) {
      executions.incrementAndGet();
      inputNanos.addAndGet(times.inputNanos());
      inferNanos.addAndGet(times.inferNanos());
      outputNanos.addAndGet(times.outputNanos());
    }
  }

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
   * the forwards. That a request failed is told by {@link #refused}.
   */
  void ended(BatchRun run) {
    long successNanos = 0;
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
        successNanos += queued + run.computeNanos();
      }
    }
    add(ServingCounter.FAILURE_NANOS, failureNanos);
    if (answered > 0) {
      add(ServingCounter.SUCCESSES, answered);
      add(ServingCounter.SUCCESS_NANOS, successNanos);
      add(ServingCounter.QUEUE_NANOS, queueNanos);
      add(ServingCounter.ITEMS, items);
      run.executions().forEach(this::executed);
      lastInference.set(clock.millis());
    }
  }

  /** The totals are of requests: each of them was there for the whole forward. */
  private void executed(BatchRun.Execution execution) {
    ForwardTimes times = execution.times();
    add(ServingCounter.EXECUTIONS, 1);
    add(ServingCounter.INPUT_NANOS, execution.requests() * times.inputNanos());
    add(ServingCounter.INFER_NANOS, execution.requests() * times.inferNanos());
    add(ServingCounter.OUTPUT_NANOS, execution.requests() * times.outputNanos());
    batches
        .computeIfAbsent(StatisticsKey.batchClass(execution.items()), this::batchCounters)
        .add(times);
  }

  private BatchCounters batchCounters(int size) {
    return new BatchCounters(
        batchCounter(ServingCounter.EXECUTIONS, size),
        batchCounter(ServingCounter.INPUT_NANOS, size),
        batchCounter(ServingCounter.INFER_NANOS, size),
        batchCounter(ServingCounter.OUTPUT_NANOS, size));
  }

  private AtomicLong batchCounter(ServingCounter counter, int size) {
    return ledger.counter(new StatisticsKey(version, counter, size));
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
