package io.sampo.launcher;

import io.sampo.cluster.scenario.Demo;
import io.sampo.cluster.scenario.DemoOptions;
import io.sampo.cluster.scenario.LanguageExample;
import io.sampo.cluster.scenario.LanguageOptions;
import io.sampo.cluster.scenario.RegressionExample;
import io.sampo.cluster.scenario.ScenarioException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampo example NAME}: one job from its data to its answer; the last line is JSON. */
@Command(
    name = "example",
    description = "Trains an example on a cluster of processes and says what came of it.",
    footer = {
      "",
      "  digits       a network that recognizes handwritten digits, served when it is good enough",
      "  language     a small transformer that reads licences and writes what sounds like one",
      "  regression   prices of houses from a CSV file, beside the answer in closed form",
      "",
      "Exit code 0 only if the answer is right. The last line is one JSON object."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ExampleCommand implements Callable<Integer> {

  enum Name {
    digits,
    language,
    regression
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Name name;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes, each with one worker (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Override
  public Integer call() {
    try {
      return run() ? 0 : 1;
    } catch (ScenarioException failure) {
      spec.commandLine().getErr().println("sampo: " + failure.getMessage());
      return 1;
    }
  }

  private boolean run() {
    return switch (name) {
      case digits -> new Demo(demo(), System.out, System.console() != null).run();
      case language -> new LanguageExample(language(), System.out, System.console() != null).run();
      case regression -> new RegressionExample(nodes, System.out).run();
    };
  }

  private LanguageOptions language() {
    try {
      return LanguageOptions.usual(nodes);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }

  /** The demo, without the death of a node. */
  private DemoOptions demo() {
    try {
      return new DemoOptions(nodes, false, false);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }
}
