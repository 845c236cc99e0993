package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;

/**
 * Digits in requests of {@value #IMAGES} images in binary, over {@value #CONNECTIONS} connections
 * in a closed loop, against the direct loop at its best batch size. In each round the direct loop
 * runs beside a burner of as much processor time as the client has just used. The figure is the
 * median over rounds of images per second as served, over images per second of the loop.
 */
final class CnnPart implements Part {

  private static final String MODEL = "digits";
  private static final int IMAGES = 32;
  private static final int CONNECTIONS = 8;

  @Override
  public String name() {
    return "cnn";
  }

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(MODEL, BenchModel.CNN, 64);
    LoadPlan plan =
        Bench.ask(bench.cluster().door(1), InferRequests.to(MODEL, BenchModel.CNN).binary(IMAGES))
            .closedLoop(CONNECTIONS);
    try (DirectLoop direct = bench.directLoop()) {
      int batch = DirectRates.measure(bench, direct, BenchModel.CNN).bestBatch();
      compare(bench, plan, direct, batch);
    }
  }

  private static void compare(Bench bench, LoadPlan plan, DirectLoop direct, int batch) {
    Series served = new Series();
    Series client = new Series();
    Series looped = new Series();
    Series share = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      LoadResult result = bench.block("cnn-32", plan);
      client.add(result.clientCores());
      served.add(result.okPerSecond() * IMAGES);
      looped.add(direct.runBeside(client.last(), BenchModel.CNN, batch, bench.block()));
      share.add(served.last() / looped.last());
    }
    bench.say("  served images/s %s", served);
    bench.say("  client cores %s", client);
    bench.say("  direct loop at batch %d beside it, images/s %s", batch, looped);
    bench.say("  served over direct %s", share);
    bench.set(Figure.CNN_SHARE_OF_DIRECT_LOOP, share.median());
  }
}
