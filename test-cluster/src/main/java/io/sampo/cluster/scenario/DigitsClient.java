package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a cluster which digit an image shows. It rotates over the frontends; where a connection is
 * refused or reset before a complete answer, the next frontend is asked. Thread-safe, blocking.
 */
final class DigitsClient {
  /** No answer within this is a failure. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INPUT =
      "{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,28,28],";

  private static final HttpClient PROBE = newClient();

  private final HttpClient client = newClient();
  private final List<URI> frontends;
  private final String path;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param frontends inference doors, for example {@code http://127.0.0.1:8080}
   */
  DigitsClient(List<URI> frontends, String model) {
    this.frontends = List.copyOf(frontends);
    this.path = "/v2/models/" + model + "/infer";
  }

  private static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(2))
        .build();
  }

  /**
   * What came of one question.
   *
   * @param digit the most likely one, or -1
   * @param problem why there is no digit, or the empty string
   */
  record Answer(int digit, String problem) {
    boolean failed() {
      return digit < 0;
    }
  }

  /**
   * Whether this frontend says that the version is ready, as the inference protocol asks for it.
   */
  static boolean isServed(URI frontend, String model, String version) {
    URI ready = frontend.resolve("/v2/models/" + model + "/versions/" + version + "/ready");
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(LIMIT).build();
      return PROBE.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException unreachable) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking " + ready, e);
    }
  }

  /** Asks with the image as JSON numbers. */
  Answer askInJson(float[] pixels) {
    StringBuilder body = new StringBuilder(INPUT.length() + pixels.length * 8);
    body.append("{\"inputs\":[").append(INPUT).append("\"data\":[");
    for (int i = 0; i < pixels.length; i++) {
      body.append(i == 0 ? "" : ",").append(pixels[i]);
    }
    body.append("]}]}");
    return ask(body.toString().getBytes(StandardCharsets.UTF_8), -1);
  }

  /** Asks with the image, and wants the answer, as raw little-endian bytes. */
  Answer askInBinary(float[] pixels) {
    BinaryTensor.Request request = BinaryTensor.request("image", new long[] {1, 1, 28, 28}, pixels);
    return ask(request.body(), request.jsonLength());
  }

  private Answer ask(byte[] body, int jsonLength) {
    long giveUp = System.nanoTime() + LIMIT.toNanos();
    String problem = "no frontend could be reached";
    while (System.nanoTime() < giveUp) {
      URI frontend = frontends.get(Math.floorMod(next.getAndIncrement(), frontends.size()));
      try {
        Duration left = Duration.ofNanos(Math.max(1_000_000, giveUp - System.nanoTime()));
        return answer(
            client.send(request(frontend, body, jsonLength, left), BodyHandlers.ofByteArray()));
      } catch (java.net.http.HttpConnectTimeoutException unreachable) {
        problem = unreachable.toString();
      } catch (java.net.http.HttpTimeoutException silent) {
        return new Answer(-1, "no answer within " + LIMIT.toSeconds() + " s");
      } catch (IOException refusedOrReset) {
        problem = refusedOrReset.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Answer(-1, "interrupted");
      }
    }
    return new Answer(-1, problem);
  }

  private HttpRequest request(URI frontend, byte[] body, int jsonLength, Duration left) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(frontend.resolve(path))
            .timeout(left)
            .POST(BodyPublishers.ofByteArray(body));
    if (jsonLength < 0) {
      return request.header("Content-Type", "application/json").build();
    }
    return request
        .header("Content-Type", "application/octet-stream")
        .header(BinaryTensor.JSON_LENGTH, Integer.toString(jsonLength))
        .build();
  }

  private static Answer answer(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() != 200) {
      return new Answer(
          -1,
          "status "
              + response.statusCode()
              + ": "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    int jsonLength =
        response
            .headers()
            .firstValue(BinaryTensor.JSON_LENGTH)
            .map(Integer::valueOf)
            .orElse(response.body().length);
    JsonNode output = JSON.readTree(response.body(), 0, jsonLength).path("outputs").path(0);
    if (!output.has("data")) {
      return new Answer(largest(BinaryTensor.numbers(response.body(), jsonLength)), "");
    }
    float[] logits = new float[output.path("data").size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) output.path("data").path(i).asDouble();
    }
    return new Answer(largest(logits), "");
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
