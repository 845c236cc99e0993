package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.SharedCluster;
import io.sampo.cluster.load.Delivery;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.PreparedRequest;
import io.sampo.cluster.load.RequestMix;
import io.sampo.cluster.load.ResponseListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Property P35 without failures, with real processes: what a job has promoted takes over the
 * requests of its model, and one call gives them back, while requests come at a constant rate. None
 * fails, and the bytes on the device are those of the checkpoint.
 *
 * <p>Seen red with orders that are journalled and not carried out (version 2 never answered).
 */
@SharedCluster
class PromotionIT {
  private static final String MODEL = "promoted";
  private static final String DEPLOYMENT = "/api/v1/models/promoted/deployment";
  private static final double REQUESTS_PER_SECOND = 100;
  private static final int CONNECTIONS = 100;
  private static final Duration SWITCH_LIMIT = Duration.ofSeconds(10);
  private static final Duration JOB_LIMIT = Duration.ofSeconds(120);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final Duration FOR_A_WHILE = Duration.ofSeconds(1);
  private static final byte[] REQUEST =
      "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,28,28],\"data\":[%s0]}]}"
          .formatted("0,".repeat(Digits.PIXELS - 1))
          .getBytes(StandardCharsets.UTF_8);
  private static final String JOB =
      """
      {"id":"promoted","model":"promoted/1","dataset":"promoted-train","loss":"CROSS_ENTROPY",
       "optimizer":{"learningRate":0.04,"momentum":0.9},"globalBatchSize":128,
       "epochs":1,"maximumSteps":50,"seed":1,"workers":{"minimum":2,"maximum":2},
       "evaluationDataset":"promoted-test",
       "promotion":{"model":"promoted","minimumAccuracy":0.5,"deploy":true}}
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void servesWhatWasCommittedAndGoesBackByOneCallWithoutAFailedRequest(LocalCluster cluster) {
    // given: version 1 serves
    ScenarioCluster scenario = new ScenarioCluster(cluster, MODEL);
    scenario.uploadDigits("promoted-train", "train");
    scenario.uploadDigits("promoted-test", "test");
    String untrained = scenario.uploadModel("demo/digits-cnn");
    scenario.deploy(untrained, 1);
    List<URI> doors = cluster.nodes().stream().map(LocalNode::inference).toList();

    try (LoadGenerator load = traffic(doors)) {
      promotesUnderLoad(scenario, doors.get(0));
      assertNoneFailed(load.cut());

      rollsBackUnderLoad(scenario, doors);
      assertNoneFailed(load.finish());
    }
  }

  private void promotesUnderLoad(ScenarioCluster scenario, URI door) {
    // when: the checkpoint of the last step counts from the last look that did not show it
    scenario.submitJob(JOB);
    long[] unseen = {System.nanoTime()};
    await(
        "the checkpoint of the last step",
        JOB_LIMIT,
        () -> {
          long look = System.nanoTime();
          JsonNode job = job(scenario);
          assertThat(job.path("state").asText()).as(job.toString()).isNotEqualTo("FAILED");
          boolean seen = job.path("checkpoint").path("step").asLong() == 50;
          unseen[0] = seen ? unseen[0] : look;
          return seen;
        });
    await("an answer of version 2", SWITCH_LIMIT, () -> version(door).equals("2"));
    Duration took = Duration.ofNanos(System.nanoTime() - unseen[0]);
    System.out.printf("From checkpoint to first answer: %d ms%n", took.toMillis());

    // then
    JsonNode job = scenario.followJob("promoted", state -> {}).json();
    assertThat(took).isLessThan(SWITCH_LIMIT);
    assertThat(job.path("message").asText()).isEqualTo("Promoted to [promoted/2], deployed");
    assertThat(job.path("deployedAt").isTextual()).isTrue();
    String module = job.path("checkpoint").path("module").asText();
    JsonNode model = scenario.model();
    assertThat(model.path("versions").path(1).path("artifact").asText()).isEqualTo(module);
    assertThat(artifactsOfReadyReplicas(model)).containsExactly(module);
    assertThat(model.path("previousDeployment").path("weights").has("1")).isTrue();
    Pause.of(FOR_A_WHILE);
  }

  private void rollsBackUnderLoad(ScenarioCluster scenario, List<URI> doors) {
    // when
    long began = System.nanoTime();
    scenario.admin().post(DEPLOYMENT + "/rollback", "");
    for (URI door : doors) {
      await("an answer of version 1", SWITCH_LIMIT, () -> version(door).equals("1"));
    }
    System.out.printf(
        "From roll-back to answers of version 1 at every door: %d ms%n",
        Duration.ofNanos(System.nanoTime() - began).toMillis());

    // then
    JsonNode model = scenario.model();
    assertThat(model.path("deployment").path("weights").toString()).isEqualTo("{\"1\":100}");
    assertThat(model.path("previousDeployment").isNull()).isTrue();
    assertThatThrownBy(() -> scenario.admin().post(DEPLOYMENT + "/rollback", ""))
        .hasMessageContaining("409")
        .hasMessageContaining("there is none");
    Pause.of(FOR_A_WHILE);
  }

  private static LoadGenerator traffic(List<URI> doors) {
    PreparedRequest request =
        PreparedRequest.post(
            "/v2/models/promoted/infer", Map.of("Content-Type", "application/json"), REQUEST);
    return LoadGenerator.start(
        LoadPlan.of(doors.get(0), RequestMix.of(request))
            .targets(doors)
            .atRate(REQUESTS_PER_SECOND, CONNECTIONS)
            .delivery(Delivery.retrying())
            .lasting(Duration.ZERO, Duration.ofHours(1)),
        ResponseListener.NOBODY);
  }

  private static void assertNoneFailed(LoadResult result) {
    System.out.println(result);
    assertThat(result.counts().failed()).as(result.toString()).isZero();
    assertThat(result.counts().ok()).isPositive();
  }

  private static JsonNode job(ScenarioCluster scenario) {
    return scenario.admin().get("/api/v1/jobs/promoted");
  }

  private static List<String> artifactsOfReadyReplicas(JsonNode model) {
    return StreamSupport.stream(model.path("replicas").spliterator(), false)
        .filter(replica -> replica.path("phase").asText().equals("READY"))
        .map(replica -> replica.path("artifact").asText())
        .toList();
  }

  /** Which version answers a request that names none. */
  private String version(URI door) {
    HttpRequest request =
        HttpRequest.newBuilder(door.resolve("/v2/models/promoted/infer"))
            .timeout(DigitsClient.LIMIT)
            .POST(BodyPublishers.ofByteArray(REQUEST))
            .build();
    try {
      String answer = client.send(request, BodyHandlers.ofString()).body();
      return json.readTree(answer).path("model_version").asText();
    } catch (IOException failure) {
      throw new ScenarioException("Expected an answer, but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking", interrupted);
    }
  }

  private static void await(String what, Duration limit, BooleanSupplier condition) {
    long giveUp = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("Expected " + what + " in time").isLessThan(giveUp);
      Pause.of(BETWEEN_LOOKS);
    }
  }
}
