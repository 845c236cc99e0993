package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import java.net.URI;
import java.time.Duration;

/**
 * Three times as much as the slow model can do. Its signature says {@code maxBatchSize} {@value
 * #BATCH} here, so that the model is the bound, and not the HTTP server and the client, which need
 * the same two cores for every request that is refused. The peak is a closed loop over {@value
 * #PEAK_CONNECTIONS} connections; then the load is open, at three times the peak of the same round,
 * with a deadline of {@value #DEADLINE_MILLIS} ms in each request. The figures are the median over
 * rounds of good answers per second over the peak, the 99th percentile of all refusals as the
 * server has timed them, and how many forwards began too late. A last run of three minutes shows
 * how the node's memory grows.
 */
final class OverloadPart implements Part {

  private static final String MODEL = "slow-overloaded";
  private static final int BATCH = 1;
  private static final int PEAK_CONNECTIONS = 32;
  private static final int CONNECTIONS = 1024;
  private static final int TIMES = 3;
  private static final long DEADLINE_MILLIS = 1000;

  /** Long, because its slope over a minute is to be told from the ups and downs of seconds. */
  private static final Duration GROWTH_RUN = Duration.ofMinutes(3);

  private static final String REJECTIONS = "sampo_inference_rejection_duration_seconds";
  private static final String LATE = "sampo_inference_late_total";
  private static final String OF_MODEL = "model=\"" + MODEL + "\"";

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(MODEL, BenchModel.SLOW, BATCH);
    URI door = bench.cluster().door(1);
    InferRequests requests =
        InferRequests.to(MODEL, BenchModel.SLOW).within(Duration.ofMillis(DEADLINE_MILLIS));
    LoadPlan ask = Bench.ask(door, requests.binary(1));
    Series share = new Series();
    Series rejectMillis = new Series();
    MetricsPage before = bench.settledMetrics(1);
    double peak = 0;
    for (int round = 0; round < bench.rounds(); round++) {
      peak = bench.block("slow-peak", ask.closedLoop(PEAK_CONNECTIONS)).okPerSecond();
      LoadResult over = bench.block("slow-overload", ask.atRate(TIMES * peak, CONNECTIONS));
      share.add(over.okPerSecond() / peak);
      rejectMillis.add(over.latencies().refused().getValueAtPercentile(99) / 1e6);
    }
    bench.say("  goodput over peak %s", share);
    bench.say("  refusals, p99 as the client saw it, ms %s", rejectMillis);
    bench.set(Figure.OVERLOAD_GOODPUT_SHARE, share.median());
    grow(bench, ask.atRate(TIMES * peak, CONNECTIONS));
    MetricsPage after = bench.settledMetrics(1);
    bench.set(
        Figure.REJECT_P99_MILLIS, after.quantileSince(before, REJECTIONS, OF_MODEL, 0.99) * 1e3);
    bench.set(Figure.LATE_EXECUTIONS, after.growthSince(before, LATE, OF_MODEL));
  }

  private static void grow(Bench bench, LoadPlan overload) {
    try (ResidentSet resident = ResidentSet.watch(bench.cluster().cluster().node(1))) {
      bench.block("slow-overload-long", overload, GROWTH_RUN);
      bench.say("  %s", resident);
      bench.set(Figure.OVERLOAD_GROWTH, resident.slopePerMinute());
    }
  }
}
