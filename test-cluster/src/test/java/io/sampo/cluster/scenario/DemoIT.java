package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole road with real Cassandra, three nodes and a {@code kill -9}: train on real digits,
 * promote, serve, lose a node under load.
 *
 * <p>Seen red with retries taken out of the router (requests under way at the killed node failed),
 * and with {@code ReplicaOwner} keeping the replicas of nodes that are gone (the replica did not
 * come back).
 */
class DemoIT {

  @Test
  void keepsEveryPromise() throws IOException {
    // given
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream output = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    // when
    boolean passed = new Demo(new DemoOptions(3, false, true), output, false).run();

    // then
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    lines.forEach(System.out::println);
    JsonNode result = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(passed).as(String.join("\n", lines)).isTrue();
    assertThat(result.path("trainedAccuracy").asDouble()).isGreaterThanOrEqualTo(0.95);
    assertThat(result.path("failedRequests").asInt(-1)).isZero();
    assertThat(result.path("workers").asInt()).isEqualTo(3);
    assertThat(result.path("recoverySeconds").isNumber()).isTrue();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }
}
