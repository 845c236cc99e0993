package io.sampo.cluster.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A process that this one started, with its output in a file. Ends with this process (see {@link
 * Supervised}), even if it is frozen at that moment.
 */
public final class ChildProcess {

  private static final int LINES_OF_FIRST_ERROR = 4;
  private static final int LINES_AT_END = 15;

  private final String name;
  private final Process process;
  private final Path logFile;
  private Process thawGuard;

  ChildProcess(String name, Process process, Path logFile) {
    this.name = requireNonNull(name, "name is null");
    this.process = requireNonNull(process, "process is null");
    this.logFile = requireNonNull(logFile, "logFile is null");
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public Path logFile() {
    return logFile;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code, once there is one. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Calls back with the exit code, once, when the process has ended. */
  public void onExit(IntConsumer hears) {
    process.onExit().thenAccept(ended -> hears.accept(ended.exitValue()));
  }

  /** Sends a signal; does nothing if the process has ended. */
  public synchronized void signal(Signal signal) {
    switch (signal) {
      // Through the handle: the process itself would also close the pipe by which the child knows
      // that this launcher lives.
      case TERM -> process.toHandle().destroy();
      case KILL -> process.toHandle().destroyForcibly();
      case STOP -> freeze();
      case CONT -> thaw();
    }
  }

  /**
   * Waits for the end.
   *
   * @return whether it came in time
   */
  public boolean awaitExit(Duration patience) {
    try {
      return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** Asks the process to stop, and kills it if it has not ended within {@code grace}. */
  public void stop(Duration grace) {
    signal(Signal.CONT);
    signal(Signal.TERM);
    if (!awaitExit(grace)) {
      kill();
    }
  }

  /** Kills the process and waits until it is gone, so that its ports are free again. */
  public void kill() {
    signal(Signal.KILL);
    if (!awaitExit(Duration.ofSeconds(10))) {
      throw new LaunchException(
          "Expected [" + name + "] to end by SIGKILL, but process [" + pid() + "] is alive.");
    }
    signal(Signal.CONT);
  }

  /** The last lines of the output, for messages about what went wrong. */
  public String tail(int lines) {
    try (Stream<String> all = Files.lines(logFile, StandardCharsets.ISO_8859_1)) {
      List<String> kept = all.toList();
      return String.join("\n", kept.subList(Math.max(0, kept.size() - lines), kept.size()));
    } catch (IOException unreadable) {
      return "(no output: " + unreadable + ")";
    }
  }

  /**
   * For messages about what went wrong: where the output first speaks of an error, and its last
   * lines. What happened first is the cause more often than what happened last.
   */
  public String excerpt() {
    try (Stream<String> all = Files.lines(logFile, StandardCharsets.ISO_8859_1)) {
      List<String> first =
          all.dropWhile(line -> !line.contains(" ERROR ")).limit(LINES_OF_FIRST_ERROR).toList();
      String last = tail(LINES_AT_END);
      return first.isEmpty() ? last : String.join("\n", first) + "\n…\n" + last;
    } catch (IOException unreadable) {
      return "(no output: " + unreadable + ")";
    }
  }

  /**
   * Stops the process for the scheduler. A frozen process cannot notice that its launcher has
   * ended; so a shell, which can, waits to thaw it then.
   */
  private void freeze() {
    if (thawGuard != null || !process.isAlive()) {
      return;
    }
    String freezeThenThaw = "kill -STOP \"$0\" && echo frozen && read -r _; kill -CONT \"$0\"";
    try {
      thawGuard =
          new ProcessBuilder("/bin/sh", "-c", "trap '' INT; " + freezeThenThaw, "" + pid())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (thawGuard.getInputStream().read() < 0) {
        throw new IOException("the shell could not send SIGSTOP");
      }
    } catch (IOException failure) {
      throw new LaunchException("Expected to freeze [" + name + "], but " + failure, failure);
    }
  }

  private void thaw() {
    if (thawGuard == null) {
      return;
    }
    try {
      thawGuard.getOutputStream().close();
      thawGuard.waitFor();
    } catch (IOException failure) {
      throw new LaunchException("Expected to thaw [" + name + "], but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thawGuard = null;
  }
}
