package io.sampo.cluster.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything dies at once, Cassandra included, and is started again on the same directory.
 *
 * <p>Seen red with {@code withRememberEntities(true)} taken out of {@code ModelEntity} and {@code
 * remember-entities} switched off in {@code cluster.conf}: after the restart nobody asked for the
 * model by name, so the catalog stayed empty.
 */
class RestartIT {
  private static final String JOB =
      """
      {"id":"two-steps","model":"digits/1","dataset":"digits-test","loss":"CROSS_ENTROPY",
       "optimizer":{"learningRate":0.01,"momentum":0.9},"globalBatchSize":64,"epochs":1,
       "maximumSteps":2,"workers":{"minimum":2,"maximum":2}}
      """;

  @TempDir private Path directory;

  @Test
  void whatWasThereBeforeIsThereAgainWithoutBeingAskedForByName() {
    // given a model that serves, a dataset and a finished job
    try (LocalCluster cluster = start()) {
      ScenarioCluster demo = new ScenarioCluster(cluster, "digits");
      AdminClient admin = admin(cluster);
      demo.uploadDigits("digits-test", "test");
      String version = demo.uploadModel("demo/digits-cnn");
      demo.deploy(version, 2);
      demo.submitJob(JOB);
      await("job [two-steps] to complete")
          .atMost(120, SECONDS)
          .until(() -> state(admin.get("/api/v1/jobs/two-steps")).equals("COMPLETED"));

      // when
      killEverything(cluster);
    }

    // then
    try (LocalCluster cluster = start()) {
      AdminClient admin = admin(cluster);
      await("models, jobs and datasets to be listed")
          .atMost(60, SECONDS)
          .untilAsserted(
              () -> {
                assertThat(names(admin.get("/api/v1/models").path("models"), "name"))
                    .containsExactly("digits");
                assertThat(names(admin.get("/api/v1/datasets").path("datasets"), "name"))
                    .containsExactly("digits-test");
                JsonNode jobs = admin.get("/api/v1/jobs").path("jobs");
                assertThat(names(jobs, "id")).containsExactly("two-steps");
                assertThat(state(jobs.path(0))).isEqualTo("COMPLETED");
              });
      Digits digits = Digits.heldOut();
      DigitsClient client =
          new DigitsClient(cluster.nodes().stream().map(LocalNode::inference).toList(), "digits");
      DigitsClient.Answer answer = client.askInBinary(digits.pixels(0));
      assertThat(answer.problem()).isEmpty();
      assertThat(answer.digit()).isBetween(0, 9);
      // Nothing is to be found again by anybody: an orderly end would only take longer.
      killEverything(cluster);
    }
  }

  private static void killEverything(LocalCluster cluster) {
    cluster.nodes().forEach(node -> cluster.kill(node.number()));
    cluster.killCassandra();
  }

  private LocalCluster start() {
    return LocalCluster.options()
        .nodes(2)
        .profile(Profile.AGGRESSIVE)
        .quickStart()
        .dataDirectory(directory)
        .onEvent(System.out::println)
        .start();
  }

  private static AdminClient admin(LocalCluster cluster) {
    return new AdminClient(
        cluster.nodes().stream().map(LocalNode::admin).toList(), cluster.operatorToken());
  }

  private static String state(JsonNode job) {
    return job.path("state").asText();
  }

  private static List<String> names(JsonNode list, String field) {
    List<String> names = new ArrayList<>();
    list.forEach(element -> names.add(element.path(field).asText()));
    return names;
  }
}
