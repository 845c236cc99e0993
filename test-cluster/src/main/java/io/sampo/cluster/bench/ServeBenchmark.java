package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadReport;
import io.sampo.cluster.scenario.ScenarioException;
import java.io.PrintStream;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Measures serving on this machine, part by part, in blocks that come round in turn so that what
 * the machine does beside them meets all of them alike. Prints progress, every raw part, and as the
 * last line one JSON object with the keys of {@link Figure}. Blocking.
 */
public final class ServeBenchmark {

  private static final List<Part> PARTS =
      List.of(
          new IdentityPart(),
          new CnnPart(),
          new BatchingPart(),
          new SingleItemPart(),
          new OverloadPart(),
          new NeighbourPart(),
          new RemoteHopPart());

  private final ServeOptions options;
  private final PrintStream out;

  public ServeBenchmark(ServeOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    for (String wanted : options.parts()) {
      if (!partNames().contains(wanted)) {
        throw new IllegalArgumentException(
            "Expected a part among %s, but was [%s].".formatted(partNames(), wanted));
      }
    }
  }

  /** What {@link ServeOptions#parts} may name. */
  public static List<String> partNames() {
    return PARTS.stream().map(Part::name).toList();
  }

  /**
   * @return whether every part came to its end
   */
  public boolean run() {
    LoadReport report = new LoadReport();
    Figures figures = new Figures();
    Bench bench = new Bench(options, out, report, figures);
    boolean complete = true;
    for (int nodes : clusterSizes()) {
      complete &= measureOn(nodes, bench);
    }
    report.write(options.directory());
    bench.say("CSV files and latency.svg are in [%s]", options.directory());
    out.println(figures.toJson());
    out.flush();
    return complete;
  }

  private boolean measureOn(int nodes, Bench before) {
    boolean complete = true;
    before.say("Starting Cassandra and %d node(s)", nodes);
    try (BenchCluster cluster = BenchCluster.start(nodes, event -> before.say("  %s", event))) {
      Bench bench = new Bench(before, cluster);
      for (Part part : wanted()) {
        if (nodesFor(part) == nodes) {
          complete &= measure(part, bench);
        }
      }
    }
    return complete;
  }

  /** A part that fails leaves its figures out and the others to be measured. */
  private static boolean measure(Part part, Bench bench) {
    bench.say("%s", part.name());
    try {
      part.measure(bench);
      return true;
    } catch (ScenarioException failure) {
      bench.say("  FAILED: %s", failure.getMessage());
      return false;
    }
  }

  private SortedSet<Integer> clusterSizes() {
    SortedSet<Integer> sizes = new TreeSet<>();
    wanted().forEach(part -> sizes.add(nodesFor(part)));
    return sizes;
  }

  private int nodesFor(Part part) {
    return Math.max(part.nodes(), options.nodes());
  }

  private List<Part> wanted() {
    return PARTS.stream()
        .filter(part -> options.parts().isEmpty() || options.parts().contains(part.name()))
        .toList();
  }
}
