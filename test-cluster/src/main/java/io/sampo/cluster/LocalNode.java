package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import io.sampo.cluster.process.ChildProcess;
import io.sampo.cluster.process.ClassArchive;
import io.sampo.cluster.process.JavaProcess;
import io.sampo.cluster.process.LaunchException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** One node of a local cluster: its doors, and the process behind them, which can be replaced. */
public final class LocalNode {

  private final int number;
  private final NodePorts ports;
  private final ClassArchive archive;
  private volatile ChildProcess process;

  LocalNode(int number, NodePorts ports, Path configuration, Path logFile, ClusterOptions options) {
    this.number = number;
    this.ports = requireNonNull(ports, "ports is null");
    this.archive =
        new ClassArchive(
            new JavaProcess(
                name(number),
                NodeJvm.MAIN_CLASS,
                JavaProcess.ownClassPath(),
                options.flags(),
                List.of(configuration.toString()),
                options.environment(),
                logFile));
  }

  static String name(int number) {
    return "node-" + number;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  public String name() {
    return name(number);
  }

  public NodePorts ports() {
    return ports;
  }

  /** The inference protocol; paths begin with {@code /v2}. */
  public URI inference() {
    return door(ports.inference());
  }

  /** The inference protocol over gRPC, as {@code host:port}. */
  public String grpc() {
    return "127.0.0.1:" + ports.grpc();
  }

  /** The admin API. */
  public URI admin() {
    return door(ports.admin());
  }

  public URI metrics() {
    return door(ports.metrics()).resolve("/metrics");
  }

  /** Health and membership. */
  public URI management() {
    return door(ports.management());
  }

  /** Whether its process runs; a frozen one does. */
  public boolean isAlive() {
    ChildProcess current = process;
    return current != null && current.isAlive();
  }

  /** The current process, or the last one if it has ended. */
  public ChildProcess process() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException("Expected [" + name() + "] to be started, but it is not.");
    }
    return current;
  }

  /** Whether its process has ended, and what it has written. */
  String report() {
    ChildProcess current = process();
    OptionalInt code = current.exitCode();
    return "%s. From [%s]:%n%s"
        .formatted(
            code.isPresent() ? "it ended with exit code [" + code.getAsInt() + "]" : "it runs",
            current.logFile(),
            current.excerpt());
  }

  /** Writes the archive of its classes, if there is none yet; takes seconds. */
  void keepClasses() {
    archive.writeIfMissing(process());
  }

  void start() {
    requireDown();
    process = archive.launch(JavaProcess::start);
  }

  /** At a low priority. */
  void startInBackground() {
    requireDown();
    process = archive.launch(JavaProcess::startInBackground);
  }

  private void requireDown() {
    if (isAlive()) {
      throw new LaunchException(
          "Expected [" + name() + "] to be down, but process [" + process.pid() + "] runs.");
    }
  }

  @Override
  public String toString() {
    return name();
  }

  private static URI door(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
