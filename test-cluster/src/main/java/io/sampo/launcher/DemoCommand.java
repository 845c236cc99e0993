package io.sampo.launcher;

import io.sampo.cluster.scenario.Demo;
import io.sampo.cluster.scenario.DemoOptions;
import io.sampo.cluster.scenario.ScenarioException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo demo}: train, serve, lose a node, carry on; the last line is one JSON object. */
@Command(
    name = "demo",
    description = "Trains, serves, loses a node and carries on; says what it measured.",
    footer = "Exit code 0 only if every promise held. The last line is one JSON object.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes, at least 3 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(names = "--keep", description = "Keep the cluster running at the end, until Ctrl-C.")
  private boolean keep;

  @Option(names = "--no-kill", description = "Do not kill a node.")
  private boolean spareNodes;

  @Override
  public Integer call() {
    try {
      boolean passed = new Demo(options(), System.out, System.console() != null).run();
      return passed ? 0 : 1;
    } catch (ScenarioException failure) {
      spec.commandLine().getErr().println("sampo: " + failure.getMessage());
      return 1;
    }
  }

  private DemoOptions options() {
    try {
      return new DemoOptions(nodes, keep, !spareNodes);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }
}
