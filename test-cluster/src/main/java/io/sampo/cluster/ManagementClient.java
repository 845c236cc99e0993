package io.sampo.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Asks nodes about their health, membership and shards. An answer that does not come is no answer.
 */
public final class ManagementClient {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ObjectMapper json = new ObjectMapper();

  public boolean isReady(URI management) {
    return isGreen(management, "/ready");
  }

  /**
   * Whether a health check has answered that all is well.
   *
   * @param probe {@code /startup}, {@code /ready} or {@code /alive}
   */
  public boolean isGreen(URI management, String probe) {
    return get(management.resolve(probe)).isPresent();
  }

  /** Membership as this node sees it. */
  public Optional<ClusterMembers> members(URI management) {
    return get(management.resolve("/cluster/members"))
        .flatMap(this::tree)
        .map(ClusterMembers::from);
  }

  /** The shards of an entity type that live on the node. */
  Set<String> shards(URI management, String type) {
    Set<String> shards = new HashSet<>();
    get(management.resolve("/cluster/shards/" + type))
        .flatMap(this::tree)
        .ifPresent(
            json ->
                json.path("regions").forEach(each -> shards.add(each.path("shardId").asText())));
    return shards;
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

  private Optional<JsonNode> tree(String body) {
    try {
      return Optional.of(json.readTree(body));
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }
}
