package io.sampo.launcher;

import io.sampo.node.NodeMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sampo node}: this process becomes one member of a cluster. */
@Command(
    name = "node",
    description = "Runs one member of a cluster in this process.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class NodeCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "What differs from the shipped configuration (HOCON).")
  private Path configuration;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description = "Management address of a member to join; may be given several times.")
  private List<String> contactPoints = List.of();

  @Override
  public Integer call() throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(configuration.toString()));
    for (String contactPoint : contactPoints) {
      arguments.add("--join");
      arguments.add(contactPoint);
    }
    NodeMain.main(arguments.toArray(String[]::new));
    // The actor system ends the process, with an exit code that says why.
    new CountDownLatch(1).await();
    return 0;
  }
}
