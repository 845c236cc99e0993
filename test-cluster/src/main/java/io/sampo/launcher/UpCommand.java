package io.sampo.launcher;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Timeline;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo up}: a cluster on this machine, in the foreground, whose state survives it. */
@Command(
    name = "up",
    description = "Runs a cluster on this machine until Ctrl-C; its state is kept.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class UpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".sampo",
      description = "Where models, datasets, jobs and logs are kept (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Override
  public Integer call() throws InterruptedException {
    if (nodes < 1) {
      throw new ParameterException(
          spec.commandLine(), "Expected --nodes of at least 1, but was [" + nodes + "].");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Starting Cassandra and %d node(s); state is in %s%n", nodes, directory);
    out.flush();
    LocalCluster cluster =
        LocalCluster.options()
            .nodes(nodes)
            .dataDirectory(directory)
            .documentedPorts()
            .supervised()
            .onEvent(entry -> print(out, entry))
            .start();
    welcome(out, cluster);
    // A signal ends this process, and the cluster's shutdown hook stops everything in order.
    new CountDownLatch(1).await();
    return 0;
  }

  private static void print(PrintWriter out, Timeline.Entry entry) {
    out.println(entry);
    out.flush();
  }

  private static void welcome(PrintWriter out, LocalCluster cluster) {
    LocalNode first = cluster.node(1);
    out.println();
    out.println("The cluster is up.");
    for (LocalNode node : cluster.nodes()) {
      out.printf(
          "  %-7s  inference %s  gRPC %s  admin %s  metrics %s%n",
          node.name(), node.inference(), node.grpc(), node.admin(), node.metrics());
    }
    out.println("  logs     " + cluster.logDirectory());
    out.println();
    out.println("Ask it who it is:");
    out.println("  curl -s " + first.inference() + "/v2");
    out.println("The admin API asks for the operator's token:");
    out.printf(
        "  curl -s -H \"Authorization: Bearer $(cat %s)\" %s/api/v1/cluster%n",
        cluster.directory().resolve("operator-token"), first.admin());
    out.println();
    out.println("One more node, in another terminal:");
    out.printf(
        "  ./sampo node --config %s --join 127.0.0.1:%d%n",
        cluster.writeSpareNode(), first.ports().management());
    out.println();
    out.println("Ctrl-C stops it; the same command starts it again with all that it has.");
    out.flush();
  }
}
