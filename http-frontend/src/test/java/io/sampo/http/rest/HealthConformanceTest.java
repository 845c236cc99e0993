package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health and metadata of the protocol, over real sockets. */
class HealthConformanceTest {

  /** What other servers call their extensions. */
  private static final List<String> KNOWN_EXTENSIONS =
      List.of(
          "classification",
          "sequence",
          "model_repository",
          "model_repository(unload_dependents)",
          "schedule_policy",
          "model_configuration",
          "system_shared_memory",
          "cuda_shared_memory",
          "binary_tensor_data",
          "parameters",
          "statistics",
          "trace",
          "logging");

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
  }

  private static int status(String path) {
    return server.get(path).statusCode();
  }

  private static JsonNode json(String path) {
    return ProtocolServer.json(server.get(path));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  @Conformance("H01")
  void tellsHealthByStatus() {
    assertThat(status("/v2/health/live")).isEqualTo(200);
    assertThat(status("/v2/health/ready")).isEqualTo(200);
  }

  @Test
  @Conformance("H02")
  void tellsHealthInTheBody() {
    assertThat(server.get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
    assertThat(server.get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
  }

  @Test
  @Conformance(value = "H03", verdict = Verdict.DIFFERENT)
  void isNotReadyWhileStartingAndStopping() {
    server.stopping().set(true);
    assertThat(status("/v2/health/ready")).isEqualTo(503);
    assertThat(status("/v2/health/live")).isEqualTo(200);

    server.stopping().set(false);
    server.forgetAllModels();
    assertThat(status("/v2/health/ready")).isEqualTo(503);
    assertThat(server.get("/v2/health/ready").body()).isEqualTo("{\"ready\":false}");
  }

  @Test
  @Conformance(value = "H04", verdict = Verdict.DIFFERENT)
  void isReadyThoughAModelIsNot() {
    assertThat(status("/v2/models/waiting/ready")).isEqualTo(400);
    assertThat(status("/v2/health/ready")).isEqualTo(200);
  }

  @Test
  @Conformance("H05")
  void scopesReadinessByModels() {
    assertThat(status("/v2/health/ready?models=m")).isEqualTo(200);
    assertThat(status("/v2/health/ready?models=m,waiting")).isEqualTo(503);
    assertThat(status("/v2/health/ready?models=m%2Cwaiting")).isEqualTo(503);
    assertThat(status("/v2/health/ready?models=nope")).isEqualTo(503);
  }

  @Test
  @Conformance("H06")
  void tellsReadinessOfModels() {
    assertThat(server.get("/v2/models/m/ready").body())
        .isEqualTo("{\"name\":\"m\",\"ready\":true}");
    assertThat(status("/v2/models/m/versions/1/ready")).isEqualTo(200);
    assertThat(status("/v2/models/m/versions/2/ready")).isEqualTo(400);
    assertThat(server.get("/v2/models/waiting/ready").body())
        .isEqualTo("{\"error\":\"Model version not ready\"}");
    assertThat(status("/v2/models/nope/ready")).isEqualTo(404);
    assertThat(status("/v2/models/m/versions/9/ready")).isEqualTo(404);
  }

  @Test
  @Conformance("H07")
  void describesTheServer() {
    JsonNode body = json("/v2");

    assertThat(body.path("name").textValue()).isEqualTo("sampo");
    assertThat(body.path("version").textValue()).isEqualTo("0.1.0");
    assertThat(body.path("extensions").isArray()).isTrue();
    body.path("extensions").forEach(name -> assertThat(name.isTextual()).isTrue());
  }

  @Test
  @Conformance("H08")
  void namesExtensionsAsOthersDo() {
    assertThat(KNOWN_EXTENSIONS).containsAll(texts(json("/v2").path("extensions")));
  }

  @Test
  @Conformance("H10")
  void describesAModel() {
    assertThat(server.get("/v2/models/m").body())
        .isEqualTo(
            "{\"name\":\"m\",\"versions\":[\"1\"],\"platform\":\"pytorch_libtorch\",\"inputs\":"
                + "[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":"
                + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}");
    assertThat(status("/v2/models/off")).isEqualTo(404);
  }

  @Test
  @Conformance("H11")
  void listsReadyVersionsOrTheNamedOne() {
    assertThat(texts(json("/v2/models/m").path("versions"))).containsExactly("1");
    assertThat(texts(json("/v2/models/m/versions/2").path("versions"))).containsExactly("2");
  }

  @Test
  @Conformance("H12")
  void writesVariableDimensionsAsMinusOne() {
    server.serve(8, DataType.INT64, -1, 3);
    assertThat(json("/v2/models/m").at("/inputs/0/shape").toString()).isEqualTo("[-1,-1,3]");

    server.serve(0, DataType.INT64, -1, 3);
    assertThat(json("/v2/models/m").at("/inputs/0/shape").toString()).isEqualTo("[-1,3]");
  }

  @Test
  @Conformance("H13")
  void tellsTheConfiguration() {
    server.serve(
        8,
        new TensorSpec("x", DataType.FP32, Shape.of(-1, 3)),
        new TensorSpec("s", DataType.BYTES, Shape.of(1)));

    JsonNode config = json("/v2/models/m/config");

    assertThat(config.path("name").textValue()).isEqualTo("m");
    assertThat(config.path("platform").textValue()).isEqualTo("pytorch_libtorch");
    assertThat(config.path("max_batch_size").intValue()).isEqualTo(8);
    assertThat(config.at("/input/0").toString())
        .isEqualTo(
            "{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[-1,3],\"is_shape_tensor\":false,"
                + "\"optional\":false,\"allow_ragged_batch\":false}");
    assertThat(config.at("/input/1/data_type").textValue()).isEqualTo("TYPE_STRING");
    assertThat(config.at("/output/0/name").textValue()).isEqualTo("y");
    assertThat(config.at("/model_transaction_policy/decoupled").booleanValue()).isFalse();
    assertThat(config.at("/response_cache/enable").booleanValue()).isFalse();
    assertThat(config.path("dynamic_batching").isObject()).isTrue();
    assertThat(config.has("sequence_batching") || config.has("ensemble_scheduling")).isFalse();
    assertThat(status("/v2/models/m/versions/1/config")).isEqualTo(200);
    assertThat(status("/v2/models/nope/config")).isEqualTo(404);
  }

  @Test
  @Conformance("H13")
  void tellsThatAModelWithoutABatchDimensionIsNotBatched() {
    server.serve(0, DataType.FP32, 3);

    JsonNode config = json("/v2/models/m/config");

    assertThat(config.path("max_batch_size").intValue()).isZero();
    assertThat(config.has("dynamic_batching")).isFalse();
  }

  @Test
  @Conformance("H14")
  void namesTheSameTensorsInConfigurationAndMetadata() {
    JsonNode config = json("/v2/models/m/config");
    JsonNode metadata = json("/v2/models/m");

    assertThat(config.path("input").findValuesAsText("name"))
        .isEqualTo(metadata.path("inputs").findValuesAsText("name"))
        .isNotEmpty();
    assertThat(config.path("output").findValuesAsText("name"))
        .isEqualTo(metadata.path("outputs").findValuesAsText("name"))
        .isNotEmpty();
  }

  @Test
  @Conformance("H15")
  void listsModels() {
    assertThat(server.get("/v2/models").body())
        .isEqualTo("{\"models\":[\"m\",\"off\",\"waiting\"]}");
  }
}
