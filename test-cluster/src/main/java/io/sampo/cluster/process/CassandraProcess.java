package io.sampo.cluster.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Cassandra server as a child: one server on the loopback address, on free ports, with a class
 * path of its own and a heap of 256 MB. Its data directory is kept, so that a server that is
 * started on it again has everything that was acknowledged.
 */
public final class CassandraProcess implements AutoCloseable {

  private static final String DAEMON = "org.apache.cassandra.service.CassandraDaemon";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

  /** What the server does by reflection on JDK 17. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  private static final List<String> EXPORTED =
      List.of(
          "java.base/java.lang.ref",
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc");

  private final ClassArchive archive;
  private final ChildProcess child;
  private final int port;

  private CassandraProcess(ClassArchive archive, int port) {
    this.archive = archive;
    this.child = archive.launch(JavaProcess::start);
    this.port = port;
  }

  /**
   * Starts a server and returns at once.
   *
   * @param directory configuration and data
   * @param logFile output of the server
   */
  public static CassandraProcess launch(Path directory, Path logFile) {
    List<Integer> ports = FreePorts.find(3);
    CassandraFiles files = new CassandraFiles(directory);
    files.write(ports.get(0), ports.get(1), ports.get(2));
    JavaProcess program =
        new JavaProcess(
            "cassandra",
            DAEMON,
            CassandraFiles.classPath(),
            flags(directory.toAbsolutePath(), files),
            List.of(),
            Map.of(),
            logFile);
    return new CassandraProcess(new ClassArchive(program), ports.get(0));
  }

  /**
   * Waits until the server has answered a query.
   *
   * @throws LaunchException with the end of its log, if it dies or takes too long
   */
  public CassandraProcess awaitReady() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!CqlProbe.answers(port, Duration.ofSeconds(5))) {
      if (child.awaitExit(BETWEEN_QUESTIONS) || System.nanoTime() - deadline > 0) {
        String what = child.isAlive() ? "it took longer than " + START_LIMIT : "it ended";
        String log = child.excerpt();
        child.kill();
        throw new LaunchException("Expected Cassandra to start, but " + what + ":\n" + log);
      }
    }
    return this;
  }

  /** Where it speaks CQL, on the loopback address. */
  public int port() {
    return port;
  }

  public ChildProcess child() {
    return child;
  }

  /** Writes the archive of its classes, if there is none yet; takes seconds. */
  public void keepClasses() {
    archive.writeIfMissing(child);
  }

  /** Stops the server and waits for its end, so that its ports and files are free. */
  @Override
  public void close() {
    child.stop(STOP_LIMIT);
  }

  private static List<String> flags(Path directory, CassandraFiles files) {
    List<String> flags = new ArrayList<>();
    OPENED.forEach(each -> flags.add("--add-opens=" + each + "=ALL-UNNAMED"));
    EXPORTED.forEach(each -> flags.add("--add-exports=" + each + "=ALL-UNNAMED"));
    flags.addAll(
        List.of(
            "-Xms128m",
            "-Xmx256m",
            "-Xss384k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Djdk.attach.allowAttachSelf=true",
            "-Djava.awt.headless=true",
            "-Dcassandra-foreground=yes",
            "-Dcassandra.config=" + files.yaml().toUri(),
            "-Dcassandra.storagedir=" + directory,
            "-Dlogback.configurationFile=" + files.logback().toUri(),
            // It is alone: there is nobody whose gossip it could wait for.
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.ring_delay_ms=100",
            "-Dcassandra.shutdown_announce_in_ms=0"));
    return flags;
  }
}
