package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.http.Fixtures;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths and errors of the protocol, over real sockets. */
class RoutingConformanceTest {

  private static final String ONE =
      "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}]}";

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

  @Test
  @Conformance("R01")
  void matchesPathsInFull() {
    assertThat(server.get("/v2/models/m/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/models/m/ready/").statusCode()).isEqualTo(404);
    assertThat(server.get("/v2/models/m/ready?x=1&y").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/models/%6D/ready").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', 200",
    "GET, /ready, 200",
    "GET, /config, 200",
    "GET, /stats, 200",
    "POST, /infer, 200",
    "POST, /generate, 501",
    "POST, /generate_stream, 501"
  })
  @Conformance("R02")
  void findsActionsBelowModelAndVersion(String method, String action, int status) {
    for (String model : List.of("/v2/models/m", "/v2/models/m/versions/1")) {
      HttpResponse<String> response =
          method.equals("GET") ? server.get(model + action) : server.post(model + action, ONE);
      assertThat(response.statusCode()).as(model + action).isEqualTo(status);
    }
    assertThat(server.get("/v2/models/m/trace/setting").statusCode()).isEqualTo(501);
    assertThat(server.get("/v2/models/m/versions/1/trace/setting").statusCode()).isEqualTo(404);
  }

  @Test
  @Conformance("R03")
  void keepsTheNameOfStatistics() {
    assertThat(ProtocolServer.json(server.get("/v2/models/stats")).has("model_stats")).isTrue();
    assertThatThrownBy(() -> new ModelName("stats")).hasMessageContaining("reserves");
  }

  @Test
  @Conformance(value = "R04", verdict = Verdict.DIFFERENT)
  void takesVersionsThatAreNoNumbers() {
    TensorSpec tensor = new TensorSpec("x", DataType.FP32, Shape.of(2));
    Signature signature = new Signature(List.of(tensor), List.of(tensor), 4, List.of());
    server.serve(Fixtures.served("m", "v10", signature), Fixtures.served("n", "7", signature));

    assertThat(server.get("/v2/models/m/versions/v10").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/models/n/versions/7").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/models/n/versions/v7").statusCode()).isEqualTo(404);
  }

  @Test
  @Conformance("R05")
  void tellsUnknownPathsFromWrongMethods() {
    for (String path : List.of("/", "/v2/", "/v2/nothing", "/v3", "/v2/models/m/nothing")) {
      HttpResponse<String> response = server.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.body()).isEqualTo("{\"error\":\"Not Found\"}");
    }
    HttpResponse<String> wrong = server.get("/v2/models/m/infer");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.body()).isEqualTo("{\"error\":\"Method Not Allowed\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v2/models/%zz HTTP/1.1 | 400",
        "GET /v2 FROM HTTP/1.1 | 400",
        "BREW /v2 HTTP/1.1 | 405",
        "GET /v2 HTTP/4.7 | 400",
        "GET /LONG HTTP/1.1 | 414",
        "nonsense | 40",
      })
  @Conformance("R06")
  void answersWhatIsNoRequestInTheSameForm(String line, int status) {
    String answer = server.exchange(line.replace("LONG", "a".repeat(9000)) + "\r\nHost: h\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer).contains("Content-Type: application/json");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(ProtocolServer.json(body).path("error").isTextual()).as(body).isTrue();
    assertThat(ProtocolServer.json(body).size()).isEqualTo(1);
  }

  @Test
  @Conformance("R06")
  void answersBrokenHeadersInTheSameForm() {
    for (String headers :
        List.of(
            "",
            "Host: h\r\nContent-Length: many",
            "Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1",
            "Host: h\r\nX: " + "x".repeat(9000),
            "Host: a b c/[]")) {
      String answer =
          server.exchange("POST /v2/models/m/infer HTTP/1.1\r\n" + headers + "\r\n\r\n");
      assertThat(answer).as(headers).startsWith("HTTP/1.1 4").contains("\r\n\r\n{\"error\":\"");
    }
  }

  @Test
  @Conformance("R07")
  void succeedsWith200Alone() {
    for (String path :
        List.of("/v2", "/v2/models", "/v2/models/m", "/v2/models/m/config", "/v2/health/ready")) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(server.infer(ONE).statusCode()).isEqualTo(200);
  }

  @Test
  @Conformance("R08")
  void takesAnyContentType() {
    assertThat(server.infer(ONE).statusCode()).isEqualTo(200);
    for (String type : List.of("application/octet-stream", "application/json", "text/plain")) {
      assertThat(server.infer(ONE, "Content-Type", type).statusCode()).as(type).isEqualTo(200);
    }
  }

  @Test
  @Conformance("R09")
  void mapsErrorsByTheirKind() {
    Map<ErrorCode, Integer> statuses =
        Map.of(
            ErrorCode.INTERNAL, 500,
            ErrorCode.MODEL_NOT_FOUND, 404,
            ErrorCode.NODE_UNREACHABLE, 503,
            ErrorCode.MODEL_NOT_READY, 503,
            ErrorCode.UNSUPPORTED, 501,
            ErrorCode.INVALID_ARGUMENT, 400,
            ErrorCode.ALREADY_EXISTS, 400,
            ErrorCode.CANCELLED, 400);

    statuses.forEach(
        (code, status) -> {
          server.router().refuseWith(code, "because");
          HttpResponse<String> response = server.infer(ONE);
          assertThat(response.statusCode()).as(code.name()).isEqualTo(status);
          assertThat(ProtocolServer.error(response)).isEqualTo("because");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v2/models/nope/infer | Request for unknown model: 'nope' is not found",
        "/v2/models/m/versions/9/infer | Request for unknown model: 'm' version 9 is not found",
      })
  @Conformance("R10")
  void namesUnknownModelsAndVersions(String path, String message) {
    HttpResponse<String> response = server.post(path, ONE);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(ProtocolServer.error(response)).isEqualTo(message);
  }

  @Test
  @Conformance("R11")
  void tellsUnreadyFromUnavailable() {
    HttpResponse<String> unready = server.post("/v2/models/m/versions/2/infer", ONE);
    HttpResponse<String> unavailable = server.post("/v2/models/off/infer", ONE);

    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(ProtocolServer.error(unready)).contains("'m' version 2 is not at ready state");
    assertThat(unavailable.statusCode()).isEqualTo(404);
    assertThat(ProtocolServer.error(unavailable)).contains("'off' has no available versions");
  }

  @Test
  @Conformance("R13")
  void saysWhenToComeBackAndWhichRequestItWas() {
    server.router().refuseWith(ErrorCode.REPLICA_OVERLOADED, "Exceeds maximum queue size");

    HttpResponse<String> own = server.infer(ONE, "X-Request-Id", "my/own_id");
    HttpResponse<String> none = server.infer(ONE);

    assertThat(own.headers().firstValue("Retry-After")).contains("1");
    assertThat(own.headers().firstValue("X-Request-Id")).contains("my/own_id");
    assertThat(none.headers().firstValue("X-Request-Id")).isPresent();
  }
}
