package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadReport;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.PreparedRequest;
import io.sampo.cluster.load.RequestMix;
import io.sampo.cluster.scenario.Pause;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What a part measures with: its cluster, the blocks, the report and the figures. */
final class Bench {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration METRICS_REFRESH = Duration.ofSeconds(12);
  private static final Duration WARMING_BLOCK = Duration.ofSeconds(4);
  private static final int FEWEST_WARMING_BLOCKS = 8;
  private static final int MOST_WARMING_BLOCKS = 20;
  private static final int BLOCKS_WITHOUT_GAIN = 2;
  private static final double GAIN = 1.03;

  private final ServeOptions options;
  private final PrintStream out;
  private final BenchCluster cluster;
  private final LoadReport report;
  private final Figures figures;
  private final long startedAt;
  private final Set<String> warm = new HashSet<>();

  Bench(Bench before, BenchCluster cluster) {
    this.options = before.options;
    this.out = before.out;
    this.cluster = cluster;
    this.report = before.report;
    this.figures = before.figures;
    this.startedAt = before.startedAt;
  }

  Bench(ServeOptions options, PrintStream out, LoadReport report, Figures figures) {
    this.options = options;
    this.out = out;
    this.cluster = null;
    this.report = report;
    this.figures = figures;
    this.startedAt = System.nanoTime();
  }

  BenchCluster cluster() {
    return cluster;
  }

  int rounds() {
    return options.rounds();
  }

  Duration block() {
    return options.block();
  }

  ServeOptions options() {
    return options;
  }

  /** One kind of request to one node, with everything else to be said. */
  static LoadPlan ask(URI door, PreparedRequest request) {
    return LoadPlan.of(door, RequestMix.of(request));
  }

  /**
   * Measures one block, after a warm-up. When a block of this name comes for the first time, that
   * lasts half a minute, and then until the rate grows no more: the compiler of a JVM takes up to a
   * minute to make up its mind on two cores that it shares with what it compiles.
   */
  LoadResult block(String name, LoadPlan plan) {
    return block(name, plan, options.block());
  }

  /** As {@link #block(String, LoadPlan)}, but so long. */
  LoadResult block(String name, LoadPlan plan, Duration length) {
    if (warm.add(name)) {
      warmUp(plan);
    }
    return record(name, LoadGenerator.run(plan.lasting(WARM_UP, length)));
  }

  private static void warmUp(LoadPlan plan) {
    double best = 0;
    int withoutGain = 0;
    for (int i = 0; i < MOST_WARMING_BLOCKS; i++) {
      if (i >= FEWEST_WARMING_BLOCKS && withoutGain >= BLOCKS_WITHOUT_GAIN) {
        return;
      }
      double rate = LoadGenerator.run(plan.lasting(Duration.ZERO, WARMING_BLOCK)).okPerSecond();
      withoutGain = rate < GAIN * best ? withoutGain + 1 : 0;
      best = Math.max(best, rate);
    }
  }

  /** A node's metrics, when the page has been made anew since everything before. */
  MetricsPage settledMetrics(int node) {
    Pause.of(METRICS_REFRESH);
    return cluster.metrics(node);
  }

  /** A process of its own, for the time of one part. */
  DirectLoop directLoop() {
    return DirectLoop.start(options.directory().resolve("direct-loop.log"));
  }

  /** Puts into the report what was measured in another way. */
  LoadResult record(String name, LoadResult result) {
    report.add(name, result);
    say("  %-24s %s", name, result);
    return result;
  }

  void set(Figure figure, double value) {
    figures.set(figure, value);
    say("  = %s: %.4f", figure.key(), value);
  }

  void say(String text, Object... arguments) {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    out.printf(Locale.ROOT, "[%6.1f s] ", seconds);
    out.printf(Locale.ROOT, text + "%n", arguments);
    out.flush();
  }
}
