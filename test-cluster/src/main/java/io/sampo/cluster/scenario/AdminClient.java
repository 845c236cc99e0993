package io.sampo.cluster.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * Speaks to the admin API of whichever node answers: a node that cannot be reached is passed over.
 * Blocking.
 */
public final class AdminClient {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<URI> doors;
  private final String token;

  /**
   * @param doors of the nodes, for example {@code http://127.0.0.1:8081}
   * @param token the operator's
   */
  public AdminClient(List<URI> doors, String token) {
    this.doors = List.copyOf(doors);
    this.token = token;
  }

  public JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody(), "application/json");
  }

  public JsonNode put(String path, String json) {
    return send("PUT", path, BodyPublishers.ofString(json), "application/json");
  }

  public JsonNode post(String path, String json) {
    return send("POST", path, BodyPublishers.ofString(json), "application/json");
  }

  public JsonNode post(String path, Multipart form) {
    return send("POST", path, form.body(), form.contentType());
  }

  public JsonNode delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody(), "application/json");
  }

  private JsonNode send(String method, String path, BodyPublisher body, String contentType) {
    IOException last = null;
    for (URI door : doors) {
      HttpRequest request =
          HttpRequest.newBuilder(door.resolve(path))
              .timeout(REQUEST_LIMIT)
              .header("Content-Type", contentType)
              .header("Authorization", "Bearer " + token)
              .method(method, body)
              .build();
      try {
        return answer(request, client.send(request, BodyHandlers.ofString()));
      } catch (IOException unreachable) {
        last = unreachable;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ScenarioException("Interrupted at " + method + " " + path, e);
      }
    }
    throw new ScenarioException(
        "Expected an answer to %s %s, but no node gave one: %s".formatted(method, path, last),
        last);
  }

  private static JsonNode answer(HttpRequest request, HttpResponse<String> response)
      throws JsonProcessingException {
    if (response.statusCode() >= 300) {
      throw new RefusedException(
          response.statusCode(),
          "Expected %s %s to succeed, but got %d: %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  response.statusCode(),
                  response.body()));
    }
    return JSON.readTree(response.body());
  }
}
