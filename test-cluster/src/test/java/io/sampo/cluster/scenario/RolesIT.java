package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Profile;
import io.sampo.cluster.process.FreePorts;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Real processes, each with the roles that its pod would have: a coordinator with a frontend and no
 * device, and two nodes with a device and nothing else, which are told of a journal that is not
 * there.
 *
 * <p>Seen red with Pekko's own check of sharding in {@code management.conf} (nodes with a device
 * are never ready), and with entities' surroundings started on every node (nodes with a device call
 * for the journal for ever).
 */
class RolesIT {
  private static final String MODEL = "digits";
  private static final String COORDINATOR = "pekko.cluster.roles = [coordinator, frontend]";
  private static final String COMPUTE =
      """
      pekko.cluster.roles = [compute]
      sampo.cassandra.contact-point = "127.0.0.1:1"
      """;
  private static final String JOB =
      """
      {"id":"two-steps","model":"digits/1","dataset":"digits-test","loss":"CROSS_ENTROPY",
       "optimizer":{"learningRate":0.01,"momentum":0.9},"globalBatchSize":64,"epochs":1,
       "maximumSteps":2,"workers":{"minimum":2,"maximum":2}}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void coordinatorsNeedNoDeviceAndNodesWithADeviceNeedNoJournal() throws Exception {
    // given: every node is ready
    try (LocalCluster cluster =
        LocalCluster.options()
            .nodes(3)
            .profile(Profile.MODERATE)
            .quickStart()
            .settings(1, COORDINATOR)
            .settings(2, COMPUTE)
            .settings(3, COMPUTE)
            .onEvent(System.out::println)
            .start()) {
      LocalNode coordinator = cluster.node(1);
      List<LocalNode> devices = List.of(cluster.node(2), cluster.node(3));

      // then
      for (LocalNode node : cluster.nodes()) {
        assertThat(health(node, "/startup")).as(node.name()).isEqualTo(200);
        assertThat(health(node, "/ready")).as(node.name()).isEqualTo(200);
        assertThat(health(node, "/alive")).as(node.name()).isEqualTo(200);
      }
      assertThat(FreePorts.isFree(coordinator.ports().dataPlane())).isTrue();
      assertThat(devices)
          .allMatch(node -> FreePorts.isFree(node.ports().inference()))
          .allMatch(node -> FreePorts.isFree(node.ports().admin()))
          .noneMatch(node -> FreePorts.isFree(node.ports().metrics()));

      // when
      ScenarioCluster scenario = new ScenarioCluster(cluster, List.of(coordinator), MODEL);
      scenario.uploadDigits("digits-test", "test");
      String version = scenario.uploadModel("demo/digits-cnn");
      scenario.deploy(version, 2);
      // then
      assertThat(scenario.readyNodes(version)).isEqualTo(addresses(devices));
      assertAnswers(coordinator);

      // when
      scenario.submitJob(JOB);
      // then
      JsonNode job = scenario.followJob("two-steps", state -> {}).json();
      assertThat(job.path("checkpoint").path("step").asLong()).isEqualTo(2);

      // when a node with a device is told to go
      cluster.term(3);
      // then
      assertThat(cluster.node(3).process().exitCode()).hasValue(143);
      assertAnswers(coordinator);
      for (LocalNode node : devices) {
        assertThat(Files.readString(node.process().logFile()))
            .as(node.name())
            .doesNotContainIgnoringCase("127.0.0.1:1]")
            .doesNotContain("Auto-starting journal");
      }
    }
  }

  private static void assertAnswers(LocalNode frontend) {
    DigitsClient digits = new DigitsClient(List.of(frontend.inference()), MODEL);
    DigitsClient.Answer answer = digits.askInBinary(Digits.heldOut().pixels(0));
    assertThat(answer.problem()).isEmpty();
  }

  private static Set<String> addresses(List<LocalNode> nodes) {
    return Set.of(
        nodes.stream().map(node -> "127.0.0.1:" + node.ports().remoting()).toArray(String[]::new));
  }

  private int health(LocalNode node, String probe) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node.management().resolve(probe)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }
}
