package io.sampo.cluster.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a served model of one FP32 input and one FP32 output at one frontend. Blocking; every answer
 * has a limit.
 */
final class InferenceClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI door;
  private final String input;

  /**
   * @param input its name in the signature
   */
  InferenceClient(URI frontend, String model, String input) {
    this.door = frontend.resolve("/v2/models/" + model + "/infer");
    this.input = input;
  }

  /**
   * Asks in binary.
   *
   * @param shape of the numbers, batch dimension first
   * @return what the model says, in row-major order
   */
  float[] ask(long[] shape, float[] numbers) {
    BinaryTensor.Request question = BinaryTensor.request(input, shape, numbers);
    HttpRequest request =
        HttpRequest.newBuilder(door)
            .timeout(LIMIT)
            .header("Content-Type", "application/octet-stream")
            .header(BinaryTensor.JSON_LENGTH, Integer.toString(question.jsonLength()))
            .POST(BodyPublishers.ofByteArray(question.body()))
            .build();
    try {
      return answer(client.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException failure) {
      throw new ScenarioException("Expected an answer of the model, but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking the model", interrupted);
    }
  }

  private static float[] answer(HttpResponse<byte[]> response) {
    long jsonLength = response.headers().firstValueAsLong(BinaryTensor.JSON_LENGTH).orElse(-1);
    if (response.statusCode() != 200 || jsonLength < 0) {
      throw new ScenarioException(
          "Expected a binary answer of the model, but got status %d: %s"
              .formatted(
                  response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
    }
    return BinaryTensor.numbers(response.body(), Math.toIntExact(jsonLength));
  }
}
