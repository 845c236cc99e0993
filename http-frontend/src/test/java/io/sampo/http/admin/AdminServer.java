package io.sampo.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.sampo.http.admin.Membership.MemberView;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.http.catalog.PublishedCatalog;
import io.sampo.http.entity.FakeEntities;
import io.sampo.http.server.Door;
import io.sampo.http.server.DoorOpener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;

/** An admin door that really listens, with fakes behind it. */
final class AdminServer implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  static final long MAXIMUM_UPLOAD = 8 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final ActorSystem<?> system;
  final FakeEntities entities;
  final FakeArtifacts artifacts;
  final PublishedCatalog catalog = new PublishedCatalog(CatalogSnapshot.empty(NOW.minusSeconds(2)));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;

  AdminServer() {
    this("");
  }

  AdminServer(String tokenFile) {
    this(tokenFile, 8);
  }

  AdminServer(String tokenFile, int maximumFollowers) {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "admin-test",
            ConfigFactory.parseString("pekko.loglevel = WARNING")
                .withFallback(ConfigFactory.defaultReference()));
    entities = new FakeEntities(system);
    artifacts = new FakeArtifacts(system);
    AdminSettings settings =
        new AdminSettings(
            new Door("admin", "sampo.http.admin", "127.0.0.1", 0),
            tokenFile,
            MAXIMUM_UPLOAD,
            LIMIT,
            LIMIT,
            Duration.ofSeconds(2),
            maximumFollowers);
    AdminBackend backend =
        new AdminBackend(
            entities,
            catalog,
            artifacts,
            artifacts,
            AdminServer::members,
            Clock.fixed(NOW, ZoneOffset.UTC));
    address =
        opened(settings, new AdminDoor(system, AdminRoutes.create(system, settings, backend)));
  }

  private URI opened(AdminSettings settings, AdminDoor door) {
    try {
      ServerBinding binding =
          new DoorOpener(system, Duration.ofSeconds(1))
              .open(settings.door(), door, MalformedAdminRequests.class)
              .toCompletableFuture()
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return URI.create("http://127.0.0.1:" + binding.localAddress().getPort());
    } catch (Exception e) {
      throw new IllegalStateException("Expected the door to open", e);
    }
  }

  private static List<MemberView> members() {
    return List.of(
        new MemberView(
            "pekko://sampo@127.0.0.1:17355",
            "127.0.0.1:17355",
            List.of("compute", "coordinator"),
            "UP",
            true,
            true));
  }

  /** One answer. */
  record Answer(HttpResponse<String> response, JsonNode json) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  Answer get(String path, String... headers) {
    return send(withHeaders(to(path).GET(), headers));
  }

  Answer send(String method, String path, String json) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  Answer post(String path, Form form) {
    return send(to(path).header("Content-Type", form.contentType()).POST(form.body()));
  }

  private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(response, json ? MAPPER.readTree(response.body()) : null);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("Expected an answer", e);
    }
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("Expected the server to stop", e);
    }
  }
}
