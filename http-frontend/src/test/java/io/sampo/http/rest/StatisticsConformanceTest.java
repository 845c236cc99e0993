package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.catalog.ModelTotals;
import io.sampo.http.conformance.Conformance;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The form of statistics, over real sockets; what is counted is tested where it is counted. */
class StatisticsConformanceTest {

  private static final ModelVersion VERSION = ModelVersion.of("m", "1");

  private static ProtocolServer server;

  @BeforeAll
  static void open() {
    server = ProtocolServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
    server.neighbours().count("m", ModelTotals.NONE);
  }

  private static JsonNode stats(String path) {
    return ProtocolServer.json(server.get(path)).path("model_stats");
  }

  @Test
  @Conformance("S01")
  void hasOneFormForAllModelsOneModelAndOneVersion() {
    assertThat(stats("/v2/models/stats").findValuesAsText("name")).containsExactly("m");
    assertThat(stats("/v2/models/m/stats").findValuesAsText("version")).containsExactly("1");
    assertThat(stats("/v2/models/m/versions/2/stats").findValuesAsText("version"))
        .containsExactly("2");
    assertThat(server.get("/v2/models/nope/stats").statusCode()).isEqualTo(404);
    assertThat(server.get("/v2/models/m/versions/9/stats").statusCode()).isEqualTo(404);
  }

  @Test
  @Conformance("S02")
  void hasAllCountersFromTheBeginning() {
    JsonNode version = stats("/v2/models/m/stats").path(0);

    assertThat(version.path("inference_count").longValue()).isZero();
    assertThat(version.path("execution_count").isIntegralNumber()).isTrue();
    for (String name :
        List.of(
            "success",
            "queue",
            "compute_input",
            "compute_infer",
            "compute_output",
            "cache_hit",
            "cache_miss")) {
      JsonNode duration = version.path("inference_stats").path(name);
      assertThat(duration.path("count").isIntegralNumber()).as(name).isTrue();
      assertThat(duration.path("ns").isIntegralNumber()).as(name).isTrue();
    }
  }

  @Test
  @Conformance("S03")
  void tellsFailuresBatchesAndTheLastInference() {
    server
        .neighbours()
        .count(
            "m",
            new ModelTotals(
                Map.of(
                    StatisticsKey.of(VERSION, ServingCounter.SUCCESSES),
                    5L,
                    StatisticsKey.of(VERSION, ServingCounter.SUCCESS_NANOS),
                    900L,
                    StatisticsKey.of(VERSION, ServingCounter.QUEUE_NANOS),
                    100L,
                    StatisticsKey.of(VERSION, ServingCounter.FAILURES),
                    2L,
                    StatisticsKey.of(VERSION, ServingCounter.FAILURE_NANOS),
                    70L,
                    new StatisticsKey(VERSION, ServingCounter.EXECUTIONS, 4),
                    3L,
                    new StatisticsKey(VERSION, ServingCounter.INFER_NANOS, 4),
                    800L),
                Map.of(VERSION, 1234L)));

    JsonNode version = stats("/v2/models/m/stats").path(0);

    assertThat(version.path("last_inference").longValue()).isEqualTo(1234);
    assertThat(version.at("/inference_stats/success").toString())
        .isEqualTo("{\"count\":5,\"ns\":900}");
    assertThat(version.at("/inference_stats/queue").toString())
        .isEqualTo("{\"count\":5,\"ns\":100}");
    assertThat(version.at("/inference_stats/fail").toString()).isEqualTo("{\"count\":2,\"ns\":70}");
    assertThat(version.path("batch_stats").toString())
        .isEqualTo(
            "[{\"batch_size\":4,\"compute_input\":{\"count\":3,\"ns\":0},"
                + "\"compute_infer\":{\"count\":3,\"ns\":800},"
                + "\"compute_output\":{\"count\":3,\"ns\":0}}]");
    assertThat(version.path("response_stats").isObject()).isTrue();
    assertThat(version.path("memory_usage").isArray()).isTrue();
  }

  @Test
  @Conformance("S04")
  void countsItemsAsInferencesAndForwardsAsExecutions() {
    server
        .neighbours()
        .count(
            "m",
            new ModelTotals(
                Map.of(
                    StatisticsKey.of(VERSION, ServingCounter.SUCCESSES), 5L,
                    StatisticsKey.of(VERSION, ServingCounter.ITEMS), 12L,
                    StatisticsKey.of(VERSION, ServingCounter.EXECUTIONS), 3L),
                Map.of()));

    JsonNode version = stats("/v2/models/m/stats").path(0);

    assertThat(version.path("inference_count").longValue()).isEqualTo(12);
    assertThat(version.path("execution_count").longValue()).isEqualTo(3);
  }
}
