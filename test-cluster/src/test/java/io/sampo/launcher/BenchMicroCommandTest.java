package io.sampo.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchMicroCommandTest {

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine sampo = Main.commandLine();
    sampo.setOut(new PrintWriter(output));
    sampo.setErr(new PrintWriter(errors));
    return sampo.execute(arguments);
  }

  @Test
  void isOneOfTheThingsToMeasure() {
    assertThat(run("bench", "--help")).isZero();
    assertThat(output.toString()).contains("serve").contains("micro");
  }

  @Test
  void saysThatTheBenchmarksAreNotThere() {
    assertThat(run("bench", "micro", "--only", "ReplicaChoice", "--quick")).isEqualTo(1);
    assertThat(errors.toString()).startsWith("sampo: Expected the micro-benchmarks");
  }
}
