package io.sampo.cluster.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class LoadReportTest {

  @TempDir private Path directory;

  @Test
  void writesBlocksIntervalsPercentilesAndAPlot() throws Exception {
    // given two blocks of one name and one of another
    LoadReport report = new LoadReport();
    try (ScriptedServer server =
        new ScriptedServer((number, out) -> ScriptedServer.respond(out, 200, "x"))) {
      LoadPlan plan =
          LoadPlan.of(server.door(), RequestMix.of(PreparedRequest.get("/")))
              .atRate(100, 2)
              .lasting(Duration.ZERO, Duration.ofMillis(1_500));
      report.add("one & only", LoadGenerator.run(plan));
      report.add("one & only", LoadGenerator.run(plan));
      report.add("other", LoadGenerator.run(plan));
    }

    // when
    report.write(directory);

    // then
    assertThat(Files.readAllLines(directory.resolve("blocks.csv"))).hasSize(1 + 3);
    assertThat(Files.readAllLines(directory.resolve("intervals.csv"))).hasSize(1 + 3 * 2);
    assertThat(Files.readAllLines(directory.resolve("percentiles.csv")))
        .hasSize(1 + 2 * 8)
        .filteredOn(line -> line.startsWith("one & only,50.000,"))
        .singleElement()
        .asString()
        .endsWith(",300");
    Document plot =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(directory.resolve("latency.svg").toFile());
    assertThat(plot.getElementsByTagName("polyline").getLength()).isEqualTo(2);
  }
}
