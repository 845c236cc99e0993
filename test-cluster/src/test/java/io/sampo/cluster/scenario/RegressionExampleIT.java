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

/**
 * From a CSV file to prices served for raw rows, with real Cassandra and two nodes. Seen red with a
 * promotion that left the plan of the dataset behind: the served version then asked for features.
 */
@SharedCluster
class RegressionExampleIT {

  @Test
  void findsTheCoefficientsOfTheClosedForm(LocalCluster cluster) throws IOException {
    // given
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream output = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    // when
    boolean passed = new RegressionExample(SharedCluster.NODES, output).runOn(cluster);

    // then
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    lines.forEach(System.out::println);
    JsonNode result = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(passed).as(String.join("\n", lines)).isTrue();
    assertThat(result.path("largestDifference").asDouble(1)).isLessThanOrEqualTo(1e-4);
    assertThat(result.path("largestPredictionError").asDouble(1)).isLessThanOrEqualTo(1e-4);
    assertThat(result.path("r2").asDouble()).isGreaterThan(0.8);
    assertThat(result.path("workers").asInt()).isEqualTo(SharedCluster.NODES);
  }
}
