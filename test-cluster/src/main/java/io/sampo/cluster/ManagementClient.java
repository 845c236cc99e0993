package io.sampo.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks nodes about their health and membership. An answer that does not come is no answer. */
final class ManagementClient {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ObjectMapper json = new ObjectMapper();

  boolean isReady(URI management) {
    return get(management.resolve("/ready")).isPresent();
  }

  Optional<ClusterMembers> members(URI management) {
    return get(management.resolve("/cluster/members")).flatMap(this::parse);
  }

  private Optional<String> get(URI uri) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException noAnswer) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<ClusterMembers> parse(String body) {
    try {
      return Optional.of(ClusterMembers.from(json.readTree(body)));
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }
}
