package io.sampo.launcher;

import io.sampo.cluster.process.LaunchException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The entry point of {@code ./sampo}. Exit codes: 0 done, 1 failed with one message on standard
 * error, 2 a wrong command line.
 */
@Command(
    name = "sampo",
    description = "Trains PyTorch models on a cluster and serves them.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ExampleCommand.class,
      UpCommand.class,
      NodeCommand.class,
      BenchCommand.class
    })
public final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (!(failure instanceof LaunchException)) {
                throw failure;
              }
              command.getErr().println("sampo: " + failure.getMessage());
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  /** A command line without a command. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Expected a command, but there is none.");
  }

  /** The version of the build, from the manifest of its jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"sampo " + (version == null ? "(development)" : version)};
    }
  }
}
