package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void countsRequestsItemsForwardsAndWhereTheTimeWent() {
    statistics.ended(
        new BatchRun(List.of(waiting(2, 70), waiting(3, 90)), List.of(GOOD, GOOD), 100, 1000));

    assertThat(ledger.drainCounters())
        .isEqualTo(
            Map.of(
                total(ServingCounter.SUCCESSES),
                2L,
                total(ServingCounter.SUCCESS_NANOS),
                2040L,
                total(ServingCounter.QUEUE_NANOS),
                40L,
                total(ServingCounter.INFER_NANOS),
                2000L,
                total(ServingCounter.ITEMS),
                5L,
                total(ServingCounter.EXECUTIONS),
                1L,
                new StatisticsKey(VERSION, ServingCounter.EXECUTIONS, 5),
                1L,
                new StatisticsKey(VERSION, ServingCounter.INFER_NANOS, 5),
                1000L));
    assertThat(ledger.drainLastInferences()).containsExactly(Map.entry(VERSION, 77L));
  }

  @Test
  void countsAFailureOnce() {
    statistics.ended(
        new BatchRun(List.of(waiting(1, 90), waiting(1, 100)), List.of(BAD, GOOD), 100, 1000));
    statistics.refused(BAD.refusal());

    Map<StatisticsKey, Long> counted = ledger.drainCounters();
    assertThat(counted)
        .containsEntry(total(ServingCounter.FAILURES), 1L)
        .containsEntry(total(ServingCounter.FAILURE_NANOS), 1010L)
        .containsEntry(total(ServingCounter.SUCCESSES), 1L)
        .containsEntry(total(ServingCounter.ITEMS), 1L);
  }

  @Test
  void doesNotCountWhatAnotherReplicaWillTake() {
    statistics.refused(new PlatformError(ErrorCode.REPLICA_STOPPING, "stops"));

    assertThat(ledger.drainCounters()).isEmpty();
  }

  @Test
  void countsLargeBatchesByPowersOfTwo() {
    for (int items : new int[] {9, 16, 17}) {
      statistics.ended(new BatchRun(List.of(waiting(items, 0)), List.of(GOOD), 0, 1));
    }

    assertThat(ledger.drainCounters())
        .containsEntry(new StatisticsKey(VERSION, ServingCounter.EXECUTIONS, 16), 2L)
        .containsEntry(new StatisticsKey(VERSION, ServingCounter.EXECUTIONS, 32), 1L);
  }

  @Test
  void keepsTheCountsOfAReplicaThatIsNoMore() {
    statistics.ended(new BatchRun(List.of(waiting(1, 0)), List.of(GOOD), 0, 1));
    ReplicaStatistics successor = new ReplicaStatistics(ledger, VERSION, Clock.systemUTC());
    successor.ended(new BatchRun(List.of(waiting(1, 0)), List.of(GOOD), 0, 1));

    assertThat(ledger.drainCounters()).containsEntry(total(ServingCounter.SUCCESSES), 2L);
  }
}
