package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import java.net.URI;

/**
 * Single images in binary.
 *
 * <p>Over {@value #MANY} connections the rate is compared to the ceiling that its parts allow: 1 /
 * (seconds per item of the direct loop at its best batch size + seconds per request of {@code
 * /echo} with the same body over as many connections). The direct loop runs alone here, because the
 * time per echo already holds the client's work. Over 8 connections and over 1 the rate with
 * batching is compared to the rate without, of the same module with {@code maxBatchSize} 1.
 */
final class SingleItemPart implements Part {

  private static final String BATCHED = "digits";
  private static final String SINGLE = "digits-unbatched";
  private static final int MANY = 128;
  private static final int FEW = 8;

  @Override
  public String name() {
    return "single-item";
  }

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(BATCHED, BenchModel.CNN, 64);
    bench.cluster().deploy(SINGLE, BenchModel.CNN, 1);
    try (DirectLoop direct = bench.directLoop()) {
      int batch = DirectRates.measure(bench, direct, BenchModel.CNN).bestBatch();
      againstTheCeiling(bench, direct, batch);
    }
    double eight = withOverWithout(bench, FEW);
    withOverWithout(bench, 1);
    bench.set(Figure.LOW_LOAD_BATCHING_RATIO, eight);
  }

  private static void againstTheCeiling(Bench bench, DirectLoop direct, int batch) {
    URI door = bench.cluster().door(1);
    InferRequests requests = InferRequests.to(BATCHED, BenchModel.CNN);
    LoadPlan echo = Bench.ask(door, requests.echo(1)).closedLoop(MANY);
    Series share = new Series();
    Series spread = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      LoadResult served = bench.block("cnn-1-many", plan(bench, BATCHED, MANY));
      double perEcho = 1 / bench.block("echo-image", echo).okPerSecond();
      double perItem = 1 / direct.run(BenchModel.CNN, batch, bench.block());
      double ceiling = 1 / (perItem + perEcho);
      bench.say(
          "  direct %.1f µs per item at batch %d + echo %.1f µs per request: ceiling %.1f/s",
          perItem * 1e6, batch, perEcho * 1e6, ceiling);
      share.add(served.okPerSecond() / ceiling);
      spread.add(served.latencies().micros(99) / served.latencies().micros(50));
    }
    bench.say("  served over ceiling %s", share);
    bench.say("  p99 over p50 %s", spread);
    bench.set(Figure.SINGLE_ITEM_CEILING_SHARE, share.median());
    bench.set(Figure.SINGLE_ITEM_P99_OVER_P50, spread.median());
  }

  private static double withOverWithout(Bench bench, int connections) {
    Series ratio = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      String at = "-at-" + connections;
      LoadResult with = bench.block("cnn-1-batched" + at, plan(bench, BATCHED, connections));
      LoadResult without = bench.block("cnn-1-single" + at, plan(bench, SINGLE, connections));
      ratio.add(with.okPerSecond() / without.okPerSecond());
    }
    bench.say("  with over without batching at %d connection(s) %s", connections, ratio);
    return ratio.median();
  }

  private static LoadPlan plan(Bench bench, String model, int connections) {
    URI door = bench.cluster().door(1);
    return Bench.ask(door, InferRequests.to(model, BenchModel.CNN).binary(1))
        .closedLoop(connections);
  }
}
