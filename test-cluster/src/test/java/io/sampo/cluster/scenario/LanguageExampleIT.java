package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.SharedCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From licences to served text, with real Cassandra and two nodes, in few steps. */
@SharedCluster
class LanguageExampleIT {

  @Test
  void learnsMoreThanPairsOfBytesAndWrites(LocalCluster cluster) throws IOException {
    // given
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream output = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    // when
    LanguageOptions options = new LanguageOptions(SharedCluster.NODES, 150, 40);
    boolean passed = new LanguageExample(options, output, false).runOn(cluster);

    // then
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    lines.forEach(System.out::println);
    JsonNode result = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(passed).as(String.join("\n", lines)).isTrue();
    double served = result.path("servedLoss").asDouble(Double.NaN);
    assertThat(served).isLessThan(result.path("unigramLoss").asDouble() - 0.5);
    assertThat(served).isLessThan(result.path("bigramLoss").asDouble());
    assertThat(result.path("workers").asInt()).isEqualTo(SharedCluster.NODES);
    String text = "  | The copyright holders grant you ";
    assertThat(lines).anyMatch(line -> line.startsWith(text) && line.length() > text.length());
  }
}
