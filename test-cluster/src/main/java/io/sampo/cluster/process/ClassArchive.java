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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The classes of a program as an earlier JVM had them in memory, parsed and verified, in a file
 * that a new one maps (class data sharing of the JDK): a node then starts in less than half the
 * processor time. A program with directories on its class path has no archive.
 *
 * <p>The name of the file stands for all that it depends on, so what was built anew gets another
 * one. The JDK looks by itself whether the jars are still those of the archive, and goes on without
 * it if they are not. Safe for use by several threads and launchers.
 */
public final class ClassArchive {

  private static final String EXTENSION = ".jsa";
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(60);

  private final JavaProcess program;
  private final Optional<Path> file;

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
   * Starts the program with its archive if there is one, or else so that it can be written.
   *
   * @param start such as {@link JavaProcess#start()}
   */
  public ChildProcess launch(Function<JavaProcess, ChildProcess> start) {
    if (file.isEmpty()) {
      return start.apply(program);
    }
    return start.apply(
        program.withFlag(
            isMissing() ? "-XX:+RecordDynamicDumpInfo" : "-XX:SharedArchiveFile=" + file.get()));
  }

  /** Whether it is still to be written. */
  boolean isMissing() {
    return file.isPresent() && !Files.exists(file.get());
  }

  /**
   * Writes what the program has loaded by now, unless there is an archive. Takes seconds, in which
   * the program stands still. It is only for speed: where it cannot be written there is none.
   *
   * @param running the program, as {@link #launch} started it
   */
  public void writeIfMissing(ChildProcess running) {
    if (isMissing()) {
      write(running);
    }
  }

  private void write(ChildProcess running) {
    Path archive = file.orElseThrow();
    Path unfinished =
        archive.resolveSibling(archive.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.createDirectories(archive.getParent());
      if (dump(running, unfinished) && Files.exists(unfinished)) {
        deleteThoseOfEarlierBuilds(archive);
        Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(unfinished);
    } catch (IOException cannotBeWritten) {
      // Then the next process starts as this one did.
    }
  }

  private static boolean dump(ChildProcess running, Path unfinished) throws IOException {
    if (!Files.exists(JCMD)) {
      return false;
    }
    Process command =
        new ProcessBuilder(
                JCMD.toString(),
                Long.toString(running.pid()),
                "VM.cds",
                "dynamic_dump",
                unfinished.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return command.waitFor(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          && command.exitValue() == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      command.destroyForcibly();
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
        directory.toAbsolutePath().resolve(prefix(program) + hash(stands.toString()) + EXTENSION));
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
