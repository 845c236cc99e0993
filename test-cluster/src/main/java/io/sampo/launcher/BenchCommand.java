package io.sampo.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo bench}: the parent of what measures. */
@Command(
    name = "bench",
    description = "Measures on this machine.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchServeCommand.class, BenchMicroCommand.class})
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** A command line that does not say what to measure. */
  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Expected something to measure, serve or micro, but was none.");
  }
}
