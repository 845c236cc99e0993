package io.sampo.launcher;

import io.sampo.cluster.process.LaunchException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code sampo bench micro}: measure single steps of serving; the last line is one JSON object. The
 * benchmarks are on the class path of this command alone, so they are a tool that is found by name.
 */
@Command(
    name = "micro",
    description = "Measures single steps of serving: nanoseconds and bytes for each.",
    footer = "The last line is one JSON object; docs/benchmarks.md says what each figure means.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class BenchMicroCommand implements Callable<Integer> {

  private static final String TOOL = "sampo-micro-benchmarks";

  /** In JMH's own words: one JVM each, a second to warm up and a second to measure. */
  private static final List<String> QUICK =
      List.of("-f", "1", "-wi", "2", "-w", "500ms", "-i", "2", "-r", "500ms");

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "Only benchmarks in whose name this regular expression is found; may be given several"
              + " times.")
  private List<String> patterns = List.of();

  @Option(names = "--quick", description = "A first impression in a few minutes, no figures.")
  private boolean quick;

  @Override
  public Integer call() {
    ToolProvider tool =
        ToolProvider.findFirst(TOOL)
            .orElseThrow(
                () ->
                    new LaunchException(
                        "Expected the micro-benchmarks on the class path, as ./sampo puts them"
                            + " there, but there are none."));
    List<String> arguments = new ArrayList<>(patterns);
    if (quick) {
      arguments.addAll(QUICK);
    }
    return tool.run(System.out, System.err, arguments.toArray(String[]::new));
  }
}
