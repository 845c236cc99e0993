package io.sampo.node.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tests in a process of its own, with the class path of this one, that says what
 * it has done, until it is killed. It ends with the test in any case.
 */
public final class KillableProcess implements AutoCloseable {
  /** What a process leaves that got SIGKILL. */
  public static final int KILLED = 137;

  /** Before each saying: the program logs, too. */
  private static final String SAID = "said: ";

  private static final long END_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  /** Starts it with the flags of this JVM. */
  public KillableProcess(Class<?> program, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", program.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    process = builder.start();
    output = process.inputReader();
  }

  /** For the program. */
  public static void say(String what) {
    System.out.println(SAID + what);
  }

  /** The next saying; empty if there will be none. */
  public Optional<String> hear() throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith(SAID)) {
      line = output.readLine();
    }
    return Optional.ofNullable(line).map(said -> said.substring(SAID.length()));
  }

  /** Lets it go on for so long, and kills it. */
  public void killAfter(Duration life) throws InterruptedException {
    process.waitFor(life.toNanos(), TimeUnit.NANOSECONDS);
    // Through the handle: the process itself would close what the child has said.
    process.toHandle().destroyForcibly();
  }

  /** Waits for its end, after everything that it has said was heard. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
