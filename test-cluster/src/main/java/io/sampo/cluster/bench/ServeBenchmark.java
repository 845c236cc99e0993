package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadReport;
import io.sampo.cluster.scenario.ScenarioException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
          new RemoteHopPart(),
          new OnDemandPart(),
          new ChangePart(),
          new KillPart());

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
    for (List<Part> parts : clusters()) {
      complete &= measure(parts, bench);
    }
    report.write(options.directory());
    bench.say("CSV files and latency.svg are in [%s]", options.directory());
    out.println(figures.toJson());
    out.flush();
    return complete;
  }

  /** On one cluster. */
  private boolean measure(List<Part> parts, Bench before) {
    int nodes = nodesFor(parts.get(0));
    boolean complete = true;
    before.say("Starting Cassandra and %d node(s)", nodes);
    try (BenchCluster cluster =
        BenchCluster.start(nodes, parts.get(0).settings(), event -> before.say("  %s", event))) {
      Bench bench = new Bench(before, cluster);
      for (Part part : parts) {
        complete &= measure(part, bench);
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

  /** What is measured, by cluster, the smallest first. */
  private Collection<List<Part>> clusters() {
    Map<String, List<Part>> clusters = new TreeMap<>();
    for (Part part : wanted()) {
      String cluster = "%04d %s".formatted(nodesFor(part), part.settings());
      clusters.computeIfAbsent(cluster, key -> new ArrayList<>()).add(part);
    }
    return clusters.values();
  }

  private int nodesFor(Part part) {
    return Math.max(part.nodes(), options.nodes());
  }

  private List<Part> wanted() {
    return PARTS.stream().filter(this::isWanted).toList();
  }

  private boolean isWanted(Part part) {
    return options.parts().isEmpty() ? !part.isLong() : options.parts().contains(part.name());
  }
}
