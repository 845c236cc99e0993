package io.sampo.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, once and in this JVM; what it measures here means nothing. */
class MicroBenchmarksTest {

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  /** Builds that run beside this one may run their benchmarks. */
  @BeforeAll
  static void shareTheMachine() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  private int run(String... arguments) {
    ToolProvider tool = ToolProvider.findFirst("sampo-micro-benchmarks").orElseThrow();
    return tool.run(new PrintWriter(output), new PrintWriter(errors), arguments);
  }

  @Test
  void runsEveryBenchmarkAndTellsItsFigures() throws JsonProcessingException {
    // when
    int code = run("-f", "0", "-bm", "ss", "-wi", "0", "-i", "1");
    // then
    assertThat(code).as(errors.toString()).isZero();
    JsonNode figures = new ObjectMapper().readTree(output.toString());
    assertThat(measured(figures)).isEqualTo(known()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(figures)
        .allSatisfy(figure -> assertThat(figure.path("nanos").asDouble()).isPositive());
  }

  @Test
  void saysThatNothingHasSuchAName() {
    assertThat(run("NoSuchBenchmark")).isEqualTo(1);
    assertThat(errors.toString()).startsWith("sampo: ");
    assertThat(output.toString()).isEmpty();
  }

  private static Set<String> measured(JsonNode figures) {
    Set<String> names = new TreeSet<>();
    figures.fieldNames().forEachRemaining(name -> names.add(name.replaceAll("\\[.*", "")));
    return names;
  }

  private static Set<String> known() {
    Set<String> names = new TreeSet<>();
    for (BenchmarkListEntry entry :
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of())) {
      String name = entry.getUsername();
      names.add(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
    }
    return names;
  }
}
