package io.sampo.cluster.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private ChildProcess child;

  @AfterEach
  void leaveNothingBehind() {
    if (child != null) {
      child.kill();
    }
  }

  @Test
  void stopsInOrderWithinItsGrace() {
    // given
    startSleeper();
    // when
    child.stop(PATIENCE);
    // then: 143 is how a JVM reports that SIGTERM ended it, with its shutdown hooks run
    assertThat(child.exitCode()).hasValue(143);
    assertThat(child.tail(5)).isEqualTo("asleep");
  }

  @Test
  void freezesAndGoesOn() throws IOException {
    // given
    startSleeper();
    // when / then
    child.signal(Signal.STOP);
    awaitState("T");
    child.signal(Signal.CONT);
    awaitState("S");
  }

  @Test
  void aFrozenProcessCanBeKilled() {
    // given
    startSleeper();
    child.signal(Signal.STOP);
    // when
    child.kill();
    // then
    assertThat(child.exitCode()).hasValue(137);
  }

  /** Seen red with a child whose main class was not wrapped in {@link Supervised}. */
  @ParameterizedTest
  @ValueSource(strings = {"running", "frozen"})
  void diesWithItsLauncherEvenIfThatIsKilled(String state) throws Exception {
    // given
    Process launcher =
        new ProcessBuilder(
                JavaProcess.javaExecutable().toString(),
                "-cp",
                Sleeper.classPath(),
                Sleeper.Parent.class.getName(),
                directory.resolve("orphan.log").toString(),
                state)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle orphan;
    try (var out = new BufferedReader(new InputStreamReader(launcher.getInputStream(), UTF_8))) {
      orphan = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      // when
      launcher.destroyForcibly();
    }
    // then
    orphan.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(orphan.isAlive()).isFalse();
  }

  private void startSleeper() {
    child = Sleeper.program(directory.resolve("child.log")).start();
    Awaitility.await("the child says that it runs")
        .atMost(PATIENCE)
        .until(() -> child.tail(1).equals("asleep"));
  }

  private void awaitState(String state) {
    Awaitility.await("process state " + state)
        .atMost(PATIENCE)
        .until(() -> stateOf(child.pid()).equals(state));
  }

  private static String stateOf(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[0];
  }
}
