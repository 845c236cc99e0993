package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.http.Fixtures;
import io.sampo.http.HttpClientOfTests;
import io.sampo.http.inference.FakeNeighbours;
import io.sampo.http.inference.FakeRouter;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.inference.InferenceSettings;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Door;
import io.sampo.http.server.DoorOpener;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** The inference door on a real port, with a router that answers at once. */
final class ProtocolServer implements AutoCloseable {

  static final int LIMIT = 64 * 1024;

  /** Long enough for what is ready soon, and short enough to wait for what never is. */
  static final Duration LOAD_TIMEOUT = Duration.ofSeconds(2);

  private static final Door DOOR = new Door("inference", "sampo.http.inference", "127.0.0.1", 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeNeighbours neighbours = new FakeNeighbours(kit.system());
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final InetSocketAddress address;
  private final HttpClientOfTests client;

  private ProtocolServer(OperatorGuard operators) {
    InferenceSettings settings =
        new InferenceSettings(
            DOOR,
            LIMIT,
            2 * LIMIT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            LOAD_TIMEOUT);
    InferenceServices services =
        InferenceServices.create(settings, neighbours.asNeighbours(), "0.1.0", stopping::get);
    address =
        new DoorOpener(kit.system(), Duration.ofSeconds(1))
            .open(
                settings.door(),
                new InferenceDoor(kit.system(), settings, services, operators),
                MalformedInferenceRequests.class)
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join()
            .localAddress();
    client = new HttpClientOfTests(address);
    reset();
  }

  static ProtocolServer open() {
    return open(OperatorGuard.of(DOOR, Optional.empty()));
  }

  static ProtocolServer open(OperatorGuard operators) {
    return new ProtocolServer(operators);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /** Models {@code m} (FP32 [2], at most 4), {@code waiting} and {@code off}; a ready server. */
  void reset() {
    serve(Fixtures.model("m", true), Fixtures.model("waiting", false), Fixtures.undeployed("off"));
    stopping.set(false);
    router().reset();
    neighbours.entities().answerNothing();
    neighbours.entities().commands().clear();
  }

  void serve(ModelSummary... models) {
    neighbours.catalog().publish(Fixtures.catalog(true, models));
  }

  /** Serves only {@code m} version 1, with one input {@code x} and one output {@code y}. */
  void serve(int maximumBatchSize, DataType datatype, long... shape) {
    serve(maximumBatchSize, new TensorSpec("x", datatype, Shape.of(shape)));
  }

  /** Serves only {@code m} version 1, with these inputs and an output {@code y} like the first. */
  void serve(int maximumBatchSize, TensorSpec... inputs) {
    TensorSpec output = new TensorSpec("y", inputs[0].dataType(), inputs[0].shape());
    List<TensorSpec> outputs = List.of(output);
    serve(
        Fixtures.served(
            "m", "1", new Signature(List.of(inputs), outputs, maximumBatchSize, List.of())));
  }

  void forgetAllModels() {
    neighbours.catalog().publish(Fixtures.catalog(false));
  }

  FakeRouter router() {
    return neighbours.router();
  }

  FakeNeighbours neighbours() {
    return neighbours;
  }

  AtomicBoolean stopping() {
    return stopping;
  }

  ActorTestKit kit() {
    return kit;
  }

  HttpClientOfTests client() {
    return client;
  }

  HttpResponse<String> get(String path) {
    return client.get(path);
  }

  /** Posts JSON in which ' stands for ". */
  HttpResponse<String> post(String path, String json, String... headers) {
    return client.post(path, json.replace('\'', '"'), headers);
  }

  HttpResponse<String> infer(String json, String... headers) {
    return post("/v2/models/m/infer", json, headers);
  }

  /** A request whose JSON is followed by these bytes. */
  HttpResponse<byte[]> inferBinary(String json, byte[] tensors, String... headers) {
    String[] all =
        Stream.concat(
                Stream.of("Inference-Header-Content-Length", Integer.toString(json.length())),
                Stream.of(headers))
            .toArray(String[]::new);
    return client.postForBytes("/v2/models/m/infer", Requests.binary(json, tensors).bytes(), all);
  }

  /** Sends this text as it is, and returns what comes back until the server closes. */
  String exchange(String text) {
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  int port() {
    return address.getPort();
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new AssertionError("Expected JSON, but got: " + text, broken);
    }
  }

  /** The words of an error, which must be the only thing in the answer. */
  static String error(HttpResponse<String> response) {
    JsonNode body = json(response);
    if (body.size() != 1 || !body.path("error").isTextual()) {
      throw new AssertionError("Expected one error, but got: " + response.body());
    }
    return body.path("error").textValue();
  }
}
