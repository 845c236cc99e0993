package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.Fixtures;
import io.sampo.http.HttpClientOfTests;
import io.sampo.http.catalog.PublishedCatalog;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.inference.InferenceSettings;
import io.sampo.http.routing.InferAnswer;
import io.sampo.http.routing.RequestRouter;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.http.server.Door;
import io.sampo.http.server.DoorOpener;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The inference door on a real port, with a router that answers at once. */
class InferenceDoorTest {

  private static final int LIMIT = 64 * 1024;
  private static final String ONE =
      "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],"
          + "\"data\":[1,2]}]}";

  private static ActorTestKit kit;
  private static HttpClientOfTests client;
  private static InetSocketAddress address;
  private static final PublishedCatalog CATALOG =
      new PublishedCatalog(Fixtures.catalog(true, Fixtures.model("m", true)));
  private static final FakeRouter ROUTER = new FakeRouter();
  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  /** Answers at once, or never. */
  private static final class FakeRouter implements RequestRouter {
    private final BlockingQueue<RoutedRequest> routed = new LinkedBlockingQueue<>();
    private final BlockingQueue<RoutedRequest> cancelled = new LinkedBlockingQueue<>();
    private volatile Function<RoutedRequest, Outcome<InferAnswer>> reply;

    @Override
    public void route(RoutedRequest request) {
      routed.add(request);
      Outcome<InferAnswer> outcome = reply.apply(request);
      if (outcome != null) {
        request.answer().complete(outcome);
      }
    }

    @Override
    public void cancel(RoutedRequest request) {
      cancelled.add(request);
    }
  }

  @BeforeAll
  static void open() {
    kit = ActorTestKit.create();
    InferenceSettings settings =
        new InferenceSettings(
            new Door("inference", "sampo.http.inference", "127.0.0.1", 0),
            LIMIT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
    InferenceDoor door =
        new InferenceDoor(
            kit.system(),
            settings,
            InferenceServices.create(CATALOG, ROUTER, settings.deadline(), "0.1.0", STOPPING::get));
    address =
        new DoorOpener(kit.system(), Duration.ofSeconds(1))
            .open(settings.door(), door)
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join()
            .localAddress();
    client = new HttpClientOfTests(address);
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void answerWithTwoNumbers() {
    CATALOG.publish(
        Fixtures.catalog(
            true,
            Fixtures.model("m", true),
            Fixtures.model("waiting", false),
            Fixtures.undeployed("off")));
    STOPPING.set(false);
    ROUTER.routed.clear();
    ROUTER.cancelled.clear();
    ROUTER.reply =
        request ->
            Outcome.of(
                new InferAnswer(
                    List.of(Tensor.ofFloats("y", Shape.of(1, 2), 3, 4)),
                    new InferTimings(1, 2, 1),
                    1));
  }

  @Test
  @DisplayName("I03 R07 answers in JSON with status 200")
  void answersInJson() throws InterruptedException {
    HttpResponse<String> response = client.post("/v2/models/m/infer", ONE);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.body())
        .isEqualTo(
            "{\"id\":\"7\",\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[3.0,4.0]}]}");
    RoutedRequest routed = ROUTER.routed.poll(3, TimeUnit.SECONDS);
    assertThat(routed.inputs()).containsExactly(Tensor.ofFloats("x", Shape.of(1, 2), 1, 2));
    assertThat(routed.id().value()).startsWith("7-");
  }

  @Test
  @DisplayName("B01 B10 R08 answers a binary request of an unknown type in binary")
  void answersInBinary() throws IOException {
    String json =
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'parameters':"
            + "{'binary_data_size':8}}],'parameters':{'binary_data_output':true}}";

    HttpResponse<byte[]> response =
        client.postForBytes(
            "/v2/models/m/versions/1/infer",
            Requests.binary(json, Requests.floats(1, 2)).bytes(),
            "inference-header-content-length",
            Integer.toString(json.length()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/octet-stream");
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    ByteArrayInputStream body = new ByteArrayInputStream(response.body());
    assertThat(new String(body.readNBytes(length), StandardCharsets.UTF_8))
        .contains("\"binary_data_size\":8");
    assertThat(body.readAllBytes()).isEqualTo(Requests.floats(3, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v2/models/nope/infer | 404 | Request for unknown model: 'nope' is not found",
        "/v2/models/m/versions/9/infer | 404 | 'm' version 9 is not found",
        "/v2/models/m/versions/2/infer | 503 | 'm' version 2 is not at ready state",
        "/v2/models/off/infer | 404 | 'off' has no available versions",
      })
  @DisplayName("R10 R11 refuses unknown and unready models")
  void refusesUnknownAndUnreadyModels(String path, int status, String message) {
    HttpResponse<String> response = client.post(path, ONE);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"error\":\"").contains(message);
  }

  @Test
  @DisplayName("R13 says when to come back, and which request it was")
  void saysWhenToComeBack() {
    ROUTER.reply =
        request -> Outcome.refused(ErrorCode.REPLICA_OVERLOADED, "Exceeds maximum queue size");

    HttpResponse<String> response =
        client.post("/v2/models/m/infer", ONE, "X-Request-Id", "my/own id?".replace(' ', '_'));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("{\"error\":\"Exceeds maximum queue size\"}");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.headers().firstValue("X-Request-Id")).contains("my/own_id?");
  }

  @Test
  @DisplayName("R01 R05 answers other paths with 404 and other methods with 405")
  void answersOtherPathsAndMethods() {
    for (String path :
        List.of("/", "/v2/", "/v2/models/m/ready/", "/v2/models/m/infer/", "/v2/nothing", "/v3")) {
      HttpResponse<String> response = client.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.body()).isEqualTo("{\"error\":\"Not Found\"}");
    }
    assertThat(client.get("/v2/models/m/infer").statusCode()).isEqualTo(405);
    assertThat(client.post("/v2", "").body()).isEqualTo("{\"error\":\"Method Not Allowed\"}");
    assertThat(client.get("/v2/models/%6d/ready?x=1").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("H09 X01 answers 501 to what is not built, and does not advertise it")
  void answersNotBuilt() {
    assertThat(client.get("/v2/models/m/config").statusCode()).isEqualTo(501);
    assertThat(client.get("/v2/models/stats").statusCode()).isEqualTo(501);
    assertThat(client.post("/v2/repository/index", "").statusCode()).isEqualTo(501);
    assertThat(client.get("/v2/systemsharedmemory/status").statusCode()).isEqualTo(501);
    assertThat(client.get("/v2").body()).contains("\"extensions\":[\"binary_tensor_data\"]");
  }

  @Test
  @DisplayName("H01 H02 H03 is ready when it knows all models and is not stopping")
  void saysWhetherItIsReady() {
    assertThat(client.get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
    assertThat(client.get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
    assertThat(client.get("/v2/health/ready?models=m").statusCode()).isEqualTo(200);
    assertThat(client.get("/v2/health/ready?models=m,waiting").statusCode()).isEqualTo(503);

    STOPPING.set(true);
    assertThat(client.get("/v2/health/ready").statusCode()).isEqualTo(503);
    STOPPING.set(false);
    CATALOG.publish(Fixtures.catalog(false));
    assertThat(client.get("/v2/health/ready").statusCode()).isEqualTo(503);
    assertThat(client.post("/v2/models/m/infer", ONE).statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("H06 H10 H11 H12 H15 describes models")
  void describesModels() {
    assertThat(client.get("/v2/models").body())
        .isEqualTo("{\"models\":[\"m\",\"off\",\"waiting\"]}");
    assertThat(client.get("/v2/models/m").body())
        .isEqualTo(
            "{\"name\":\"m\",\"versions\":[\"1\"],\"platform\":\"pytorch_libtorch\",\"inputs\":"
                + "[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":"
                + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}");
    assertThat(client.get("/v2/models/m/versions/2").body()).contains("\"versions\":[\"2\"]");
    assertThat(client.get("/v2/models/off").statusCode()).isEqualTo(404);
    assertThat(client.get("/v2/models/m/ready").body())
        .isEqualTo("{\"name\":\"m\",\"ready\":true}");
    assertThat(client.get("/v2/models/waiting/ready").statusCode()).isEqualTo(400);
    assertThat(client.get("/v2/models/waiting/ready").body())
        .isEqualTo("{\"error\":\"Model version not ready\"}");
    assertThat(client.get("/v2/models/nope/ready").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("I21 answers 413 to a body that is too large, with and without a length")
  void refusesALargeBody(boolean withLength) {
    byte[] large = new byte[3 * LIMIT];

    HttpResponse<String> response =
        client.post(
            "/v2/models/m/infer",
            withLength
                ? BodyPublishers.ofByteArray(large)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("at most " + LIMIT + " bytes");
  }

  @Test
  @DisplayName("B15 answers 415 to an encoding it does not read")
  void refusesAnEncoding() {
    HttpResponse<String> response =
        client.post("/v2/models/m/infer", ONE, "Content-Encoding", "gzip");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("Accept-Encoding")).isPresent();
  }

  @Test
  @DisplayName("I17 clients can only shorten the deadline")
  void shortensTheDeadline() {
    assertThat(patience("X-Request-Timeout", "500")).isLessThanOrEqualTo(500);
    assertThat(patience("X-Request-Timeout", "5s")).isBetween(3000L, 5000L);
    assertThat(patience("X-Request-Timeout", "60s")).isBetween(20_000L, 30_000L);
    assertThat(client.post("/v2/models/m/infer", ONE, "X-Request-Timeout", "soon").statusCode())
        .isEqualTo(400);
  }

  private static long patience(String... headers) {
    client.post("/v2/models/m/infer", ONE, headers);
    RoutedRequest routed = ROUTER.routed.poll();
    return (routed.deadline() - System.nanoTime()) / 1_000_000;
  }

  @Test
  @DisplayName("L03 carries the trace context along")
  void carriesTheTrace() {
    String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    client.post("/v2/models/m/infer", ONE, "traceparent", traceparent);

    assertThat(ROUTER.routed.poll().trace().traceparent()).isEqualTo(traceparent);
  }

  @Test
  void cancelsTheRequestOfAClientThatHasGone() throws Exception {
    ROUTER.reply = request -> null;
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      String head =
          "POST /v2/models/m/infer HTTP/1.1\r\nHost: x\r\nContent-Length: " + ONE.length();
      socket.getOutputStream().write((head + "\r\n\r\n" + ONE).getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      assertThat(ROUTER.routed.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    assertThat(ROUTER.cancelled.poll(5, TimeUnit.SECONDS)).isNotNull();
  }
}
