package io.sampo.launcher;

import io.sampo.cluster.bench.ServeBenchmark;
import io.sampo.cluster.bench.ServeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo bench serve}: measure inference; the last line is one JSON object. */
@Command(
    name = "serve",
    description = "Measures inference in blocks that come round in turn.",
    footer = "The last line is one JSON object; docs/benchmarks.md says how each figure is made.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class BenchServeCommand implements Callable<Integer> {

  /** What {@code --only} takes. */
  static final class PartNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ServeBenchmark.partNames().iterator();
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long a block counts (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often the blocks come round (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = PartNames.class,
      description = "Only these parts, of ${COMPLETION-CANDIDATES}; may be given several times.")
  private List<String> parts = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".sampo/bench",
      description = "Where CSV files and the plot go (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "At least so many nodes; parts that need more start more.")
  private int nodes;

  @Override
  public Integer call() {
    return benchmark().run() ? 0 : 1;
  }

  private ServeBenchmark benchmark() {
    try {
      ServeOptions options =
          new ServeOptions(Duration.ofSeconds(seconds), rounds, parts, directory, nodes);
      return new ServeBenchmark(options, System.out);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }
}
