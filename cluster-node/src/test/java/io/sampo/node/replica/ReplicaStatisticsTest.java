package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.ForwardTimes;
import io.sampo.node.replica.BatchRun.Execution;
import io.sampo.node.statistics.ServingLedger;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicaStatisticsTest {
  private static final ModelVersion VERSION = ModelVersion.of("m", "1");
  private static final ForwardTimes TIMES = new ForwardTimes(1, 8, 1);
  private static final Outcome<List<Tensor>> GOOD =
      Outcome.of(List.of(Tensor.ofFloats("y", Shape.of(1), 1)));
  private static final Outcome<List<Tensor>> BAD = Outcome.refused(ErrorCode.INTERNAL, "broke");

  private final ActorTestKit testKit = ActorTestKit.create();
  private final ServingLedger ledger = ServingLedger.get(testKit.system());
  private final ReplicaStatistics statistics =
      new ReplicaStatistics(ledger, VERSION, Clock.fixed(Instant.ofEpochMilli(77), ZoneOffset.UTC));

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  /** A request of so many items that arrived at this time. */
  private static Waiting waiting(int items, long arrivedNanos) {
    return new Waiting(
        infer("r", NoOne.ref()), List.of(), items, List.of(), arrivedNanos, Long.MAX_VALUE);
  }

  private static StatisticsKey total(ServingCounter counter) {
    return StatisticsKey.of(VERSION, counter);
  }

  private static StatisticsKey ofBatch(ServingCounter counter, int size) {
    return new StatisticsKey(VERSION, counter, size);
  }

  /** A batch that began at 100 and took 1000. */
  private static BatchRun run(
      List<Waiting> batch, List<Outcome<List<Tensor>>> results, Execution... executions) {
    return new BatchRun(batch, results, List.of(executions), 100, 1000);
  }

  /** One good request of so many items. */
  private static BatchRun run(int items) {
    return run(List.of(waiting(items, 100)), List.of(GOOD), new Execution(1, items, TIMES));
  }

  @Test
  void countsRequestsItemsForwardsAndWhereTheTimeWent() {
    statistics.ended(
        run(
            List.of(waiting(2, 70), waiting(3, 90)),
            List.of(GOOD, GOOD),
            new Execution(2, 5, new ForwardTimes(20, 900, 50))));

    assertThat(ledger.drainCounters())
        .isEqualTo(
            Map.ofEntries(
                Map.entry(total(ServingCounter.SUCCESSES), 2L),
                Map.entry(total(ServingCounter.SUCCESS_NANOS), 2040L),
                Map.entry(total(ServingCounter.QUEUE_NANOS), 40L),
                Map.entry(total(ServingCounter.INPUT_NANOS), 40L),
                Map.entry(total(ServingCounter.INFER_NANOS), 1800L),
                Map.entry(total(ServingCounter.OUTPUT_NANOS), 100L),
                Map.entry(total(ServingCounter.ITEMS), 5L),
                Map.entry(total(ServingCounter.EXECUTIONS), 1L),
                Map.entry(ofBatch(ServingCounter.EXECUTIONS, 5), 1L),
                Map.entry(ofBatch(ServingCounter.INPUT_NANOS, 5), 20L),
                Map.entry(ofBatch(ServingCounter.INFER_NANOS, 5), 900L),
                Map.entry(ofBatch(ServingCounter.OUTPUT_NANOS, 5), 50L)));
    assertThat(ledger.drainLastInferences()).containsExactly(Map.entry(VERSION, 77L));
  }

  @Test
  void countsAFailureOnce() {
    statistics.ended(
        run(
            List.of(waiting(1, 90), waiting(1, 100)),
            List.of(BAD, GOOD),
            new Execution(1, 1, TIMES)));
    statistics.refused(BAD.refusal());

    Map<StatisticsKey, Long> counted = ledger.drainCounters();
    assertThat(counted)
        .containsEntry(total(ServingCounter.FAILURES), 1L)
        .containsEntry(total(ServingCounter.FAILURE_NANOS), 1010L)
        .containsEntry(total(ServingCounter.SUCCESSES), 1L)
        .containsEntry(total(ServingCounter.ITEMS), 1L);
  }

  @Test
  void countsEveryForwardOfABatchWhoseRequestsRanAlone() {
    statistics.ended(
        run(
            List.of(waiting(1, 100), waiting(4, 100), waiting(2, 100)),
            List.of(GOOD, BAD, GOOD),
            new Execution(1, 1, new ForwardTimes(1, 10, 3)),
            new Execution(1, 2, new ForwardTimes(2, 20, 4))));

    Map<StatisticsKey, Long> counted = ledger.drainCounters();
    assertThat(counted)
        .containsEntry(total(ServingCounter.EXECUTIONS), 2L)
        .containsEntry(total(ServingCounter.INPUT_NANOS), 3L)
        .containsEntry(total(ServingCounter.INFER_NANOS), 30L)
        .containsEntry(total(ServingCounter.OUTPUT_NANOS), 7L)
        .containsEntry(ofBatch(ServingCounter.INFER_NANOS, 1), 10L)
        .containsEntry(ofBatch(ServingCounter.INFER_NANOS, 2), 20L)
        .doesNotContainKey(ofBatch(ServingCounter.EXECUTIONS, 7));
  }

  @Test
  void doesNotCountWhatAnotherReplicaWillTake() {
    statistics.refused(new PlatformError(ErrorCode.REPLICA_STOPPING, "stops"));

    assertThat(ledger.drainCounters()).isEmpty();
  }

  @Test
  void countsLargeBatchesByPowersOfTwo() {
    for (int items : new int[] {9, 16, 17}) {
      statistics.ended(run(items));
    }

    assertThat(ledger.drainCounters())
        .containsEntry(ofBatch(ServingCounter.EXECUTIONS, 16), 2L)
        .containsEntry(ofBatch(ServingCounter.EXECUTIONS, 32), 1L);
  }

  @Test
  void keepsTheCountsOfAReplicaThatIsNoMore() {
    statistics.ended(run(1));
    ReplicaStatistics successor = new ReplicaStatistics(ledger, VERSION, Clock.systemUTC());
    successor.ended(run(1));

    assertThat(ledger.drainCounters()).containsEntry(total(ServingCounter.SUCCESSES), 2L);
  }
}
