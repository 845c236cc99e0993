package io.sampo.cluster.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The classes of a program as an earlier JVM had them in memory, parsed and verified, in a file
 * that a new one maps (class data sharing of the JDK): a node then starts in less than half the
 * processor time. Where there is none, the next process that ends in order writes it, which takes
 * that one seconds longer. A program with directories on its class path has no archive.
 *
 * <p>The name of the file stands for all that it depends on, so what was built anew gets another
 * one. The JDK looks by itself whether the jars are still those of the archive, and goes on without
 * it if they are not. Safe for use by several threads and launchers.
 */
public final class ClassArchive {

  private static final String EXTENSION = ".jsa";

  /** Of a JVM that stopped on SIGTERM with its shutdown hooks run. */
  private static final int STOPPED_IN_ORDER = 143;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  /** A busy machine may take a minute for what an idle one does in five seconds. */
  private static final Duration STOP_LIMIT_OF_WRITER = Duration.ofSeconds(75);

  /** What a process of this launcher is going to write: one is enough. */
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final JavaProcess program;
  private final Optional<Path> file;
  private volatile boolean isBeingWritten;
  private volatile boolean isComplete;

  /** The archive of this program, which may still have to be written. */
  public ClassArchive(JavaProcess program) {
    this(program, BuildDirectory.classArchives());
  }

  /**
   * @param directory where it is kept; made if it is missing
   */
  ClassArchive(JavaProcess program, Path directory) {
    this.program = requireNonNull(program, "program is null");
    this.file = file(program, directory);
  }

  /**
   * Starts the program with its archive, or so that it writes one.
   *
   * @param start such as {@link JavaProcess#start()}
   */
  public ChildProcess launch(Function<JavaProcess, ChildProcess> start) {
    if (file.isEmpty()) {
      return start.apply(program);
    }
    if (Files.exists(file.get())) {
      return start.apply(program.withFlags("-XX:SharedArchiveFile=" + file.get()));
    }
    return CLAIMED.add(file.get()) ? launchToWrite(file.get(), start) : start.apply(program);
  }

  /** The program has come so far that its classes are worth keeping. */
  public void complete() {
    isComplete = true;
  }

  /** Whether the program writes it when it ends. */
  public boolean isBeingWritten() {
    return isBeingWritten;
  }

  /** How long the program may take to stop. */
  public Duration stopLimit() {
    return isBeingWritten ? STOP_LIMIT_OF_WRITER : STOP_LIMIT;
  }

  private ChildProcess launchToWrite(Path archive, Function<JavaProcess, ChildProcess> start) {
    Path unfinished =
        archive.resolveSibling(archive.getFileName() + "." + ProcessHandle.current().pid());
    isBeingWritten = true;
    isComplete = false;
    try {
      Files.createDirectories(archive.getParent());
    } catch (IOException failure) {
      throw new LaunchException("Expected to write [" + archive + "], but " + failure, failure);
    }
    ChildProcess child =
        start.apply(program.withFlags("-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:cds*=off"));
    child.onExit(code -> finish(unfinished, archive, code));
    return child;
  }

  private void finish(Path unfinished, Path archive, int code) {
    isBeingWritten = false;
    try {
      if (isComplete && code == STOPPED_IN_ORDER && Files.exists(unfinished)) {
        deleteThoseOfEarlierBuilds(archive);
        Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(unfinished);
    } catch (IOException failure) {
      throw new LaunchException("Expected to write [" + archive + "], but " + failure, failure);
    } finally {
      CLAIMED.remove(archive);
    }
  }

  /** Whoever has mapped one of them keeps it. */
  private void deleteThoseOfEarlierBuilds(Path archive) throws IOException {
    try (Stream<Path> all = Files.list(archive.getParent())) {
      for (Path each : all.toList()) {
        String name = each.getFileName().toString();
        if (name.startsWith(prefix(program)) && name.endsWith(EXTENSION)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** Named after the JDK and every jar, in their order. */
  private static Optional<Path> file(JavaProcess program, Path directory) {
    List<Path> entries = program.classPathEntries();
    if (!entries.stream().allMatch(Files::isRegularFile)) {
      return Optional.empty();
    }
    StringBuilder stands = new StringBuilder();
    stands.append(System.getProperty("java.home")).append(' ').append(Runtime.version());
    try {
      for (Path jar : entries) {
        stands.append('\n').append(jar).append(' ').append(Files.size(jar));
        stands.append(' ').append(Files.getLastModifiedTime(jar).toMillis());
      }
    } catch (IOException failure) {
      throw new LaunchException("Expected the jars of [" + program + "], but " + failure, failure);
    }
    return Optional.of(
        directory
            .toAbsolutePath()
            .resolve(prefix(program) + hash(stands.toString()) + EXTENSION));
  }

  private static String prefix(JavaProcess program) {
    String mainClass = program.mainClass();
    return mainClass.substring(mainClass.lastIndexOf('.') + 1) + "-";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Expected every JDK to know SHA-256", impossible);
    }
  }
}
