package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import java.net.URI;
import java.time.Duration;

/**
 * What batching gains: single items of the slow model over {@value #CONNECTIONS} connections in a
 * closed loop, with batches of up to {@value #LARGEST}, which may wait a moment to fill, and with
 * none (the same module, whose signature says {@code maxBatchSize} 1). The direct loop gains its
 * best rate over its rate at batch size 1, each beside a burner of what the client used in the
 * block that it is compared to. The figure is the gain as served over the gain of the loop, as the
 * median over rounds.
 */
final class BatchingPart implements Part {

  private static final String BATCHED = "slow";
  private static final String SINGLE = "slow-unbatched";
  private static final int CONNECTIONS = 128;

  /**
   * The slow model is made for these: a forward of 32 takes at most four times that of one. While
   * two run, as many requests are on their way.
   */
  private static final int LARGEST = 32;

  /**
   * Less than a forward takes: a batch that begins with few holds a core for as long as a full one.
   */
  private static final Duration TO_FILL = Duration.ofMillis(4);

  @Override
  public String name() {
    return "batching";
  }

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(BATCHED, BenchModel.SLOW, LARGEST, TO_FILL);
    bench.cluster().deploy(SINGLE, BenchModel.SLOW, 1);
    try (DirectLoop direct = bench.directLoop()) {
      int batch = DirectRates.measure(bench, direct, BenchModel.SLOW).bestBatch(LARGEST);
      compare(bench, direct, batch);
    }
  }

  private static void compare(Bench bench, DirectLoop direct, int batch) {
    Series servedGain = new Series();
    Series directGain = new Series();
    Series share = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      LoadResult batched = bench.block("slow-batched", plan(bench, BATCHED));
      LoadResult single = bench.block("slow-single", plan(bench, SINGLE));
      double best = direct.runBeside(batched.clientCores(), BenchModel.SLOW, batch, bench.block());
      double one = direct.runBeside(single.clientCores(), BenchModel.SLOW, 1, bench.block());
      bench.say("  direct loop: %.1f items/s at batch %d, %.1f at 1", best, batch, one);
      servedGain.add(batched.okPerSecond() / single.okPerSecond());
      directGain.add(best / one);
      share.add(servedGain.last() / directGain.last());
    }
    bench.say("  gain as served %s", servedGain);
    bench.say("  gain of the direct loop %s", directGain);
    bench.set(Figure.BATCHING_GAIN_SHARE, share.median());
  }

  private static LoadPlan plan(Bench bench, String model) {
    URI door = bench.cluster().door(1);
    return Bench.ask(door, InferRequests.to(model, BenchModel.SLOW).binary(1))
        .closedLoop(CONNECTIONS);
  }
}
