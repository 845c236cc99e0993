package io.sampo.cluster.bench;

import io.sampo.cluster.LocalNode;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.ResponseListener;
import io.sampo.cluster.scenario.Multipart;
import io.sampo.cluster.scenario.Pause;
import io.sampo.cluster.scenario.ScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A neighbour that moves in and out. The identity model is asked at {@value #RATE} requests per
 * second in an open loop; meanwhile a model of 500 MB is loaded until it is ready and unloaded
 * until it is gone, {@value #CYCLES} times. The figure is the 99th percentile over all ten cycles
 * over the median of the 99th percentiles of quiet blocks, half of them before and half after. The
 * other figure is the node's resident set after the last cycle over that after the second, each
 * when the node has had time to give back what the model left.
 */
final class NeighbourPart implements Part {

  private static final String MODEL = "identity";
  private static final String NEIGHBOUR = "ballast";
  private static final long BALLAST_BYTES = 500_000_000;
  private static final int RATE = 500;
  private static final int CONNECTIONS = 32;
  private static final int CYCLES = 10;

  /** Longer than {@code sampo.device.native-heap.trim-delay}. */
  private static final Duration UNTIL_GIVEN_BACK = Duration.ofSeconds(4);

  @Override
  public String name() {
    return "neighbour";
  }

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(MODEL, BenchModel.IDENTITY, 64);
    String version = upload(bench);
    LoadPlan plan =
        Bench.ask(bench.cluster().door(1), InferRequests.to(MODEL, BenchModel.IDENTITY).binary(1))
            .atRate(RATE, CONNECTIONS);
    Series quiet = new Series();
    quietBlocks(bench, plan, quiet);
    double noisy = cycles(bench, plan, version).latencies().micros(99);
    quietBlocks(bench, plan, quiet);
    bench.say("  p99 without, µs %s", quiet);
    bench.say("  p99 with, µs %.0f", noisy);
    bench.set(Figure.NOISY_NEIGHBOUR_P99_RATIO, noisy / quiet.median());
  }

  private static void quietBlocks(Bench bench, LoadPlan plan, Series quiet) {
    for (int round = 0; round < (bench.rounds() + 1) / 2; round++) {
      quiet.add(bench.block("neighbour-quiet", plan).latencies().micros(99));
    }
  }

  private static LoadResult cycles(Bench bench, LoadPlan plan, String version) {
    LocalNode node = bench.cluster().cluster().node(1);
    double second = Double.NaN;
    double resident = Double.NaN;
    LoadPlan endless = plan.lasting(Duration.ofSeconds(1), Duration.ofHours(1));
    try (LoadGenerator load = LoadGenerator.start(endless, ResponseListener.NOBODY)) {
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        long started = System.nanoTime();
        bench.cluster().setReplicas(NEIGHBOUR, version, 1);
        double loadSeconds = (System.nanoTime() - started) / 1e9;
        bench.cluster().setReplicas(NEIGHBOUR, version, 0);
        Pause.of(UNTIL_GIVEN_BACK);
        resident = ResidentSet.mebibytes(node);
        second = cycle == 2 ? resident : second;
        bench.say(
            "  cycle %d: ready after %.2f s, resident set %.1f MiB", cycle, loadSeconds, resident);
      }
      bench.set(Figure.UNLOADED_MEMORY_RATIO, resident / second);
      return bench.record("neighbour-noisy", load.finish());
    }
  }

  private static String upload(Bench bench) {
    Path file = bench.options().directory().resolve("ballast.pt");
    try {
      Files.createDirectories(bench.options().directory());
      BallastModel.write(file, BALLAST_BYTES);
      bench.say("  uploading %d MB", Files.size(file) / 1_000_000);
      String signature = BenchModel.IDENTITY.signatureJson(64);
      return bench
          .cluster()
          .register(
              NEIGHBOUR,
              new Multipart().json("spec", "{\"signature\":" + signature + "}").file("file", file));
    } catch (IOException failure) {
      throw new ScenarioException("Expected to write a large model, but " + failure, failure);
    } finally {
      file.toFile().delete();
    }
  }
}
