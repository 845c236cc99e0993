package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.serving.DeviceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminRoutesTest {

  private static final String SECRET = "a-secret-of-this-test";

  @Test
  void describesTheCluster() {
    try (AdminServer server = new AdminServer()) {
      // given
      server.catalog.publish(
          new CatalogSnapshot(
              Map.of(),
              Map.of(),
              Map.of(),
              Map.of(
                  "127.0.0.1:17355",
                  new DeviceReport(
                      Examples.NODE,
                      "cpu",
                      100,
                      10,
                      50,
                      0,
                      Instant.EPOCH,
                      1,
                      0,
                      "0.1.0",
                      "",
                      false,
                      false)),
              true,
              AdminServer.NOW.minusMillis(1500)));

      // when
      Answer answer = server.get("/api/v1/cluster");

      // then
      assertThat(answer.response().body())
          .isEqualTo(
              """
              {"members":[{"address":"pekko://sampo@127.0.0.1:17355","node":"127.0.0.1:17355",\
              "roles":["compute","coordinator"],"status":"UP","reachable":true,"oldest":true}],\
              "devices":[{"node":"127.0.0.1:17355","device":"cpu","capacityBytes":100,\
              "reservedBytes":10,"freeBytes":50,"replicas":1,"workers":0,\
              "applicationVersion":"0.1.0","zone":"","draining":false}],\
              "catalogAgeSeconds":1.5,"catalogFilled":true}\
              """);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void asksForTheTokenBelowTheApiOnly(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), SECRET);
    try (AdminServer server = new AdminServer(file.toString())) {
      Answer none = server.get("/api/v1/models");
      Answer wrong = server.get("/api/v1/models", "Authorization", "Bearer another-secret-text");
      Answer right = server.get("/api/v1/models", "Authorization", "Bearer " + SECRET);

      assertThat(none.status()).isEqualTo(401);
      assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(none.json().path("code").asText()).isEqualTo("UNAUTHORIZED");
      assertThat(wrong.status()).isEqualTo(403);
      assertThat(right.status()).isEqualTo(200);
      assertThat(right.json().path("models").isArray()).isTrue();
      assertThat(server.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesPagesOfOtherSitesWithoutAToken() {
    try (AdminServer server = new AdminServer()) {
      Answer answer = server.get("/api/v1/models", "Origin", "http://elsewhere.example");

      assertThat(answer.status()).isEqualTo(403);
    }
  }

  @Test
  void hasAPage() {
    try (AdminServer server = new AdminServer()) {
      Answer page = server.get("/");

      assertThat(page.header("Content-Type")).startsWith("text/html");
      assertThat(page.response().body()).contains("<title>Sampo</title>");
    }
  }

  @Test
  void saysWhichMethodsAPathHas() {
    try (AdminServer server = new AdminServer()) {
      Answer answer = server.send("PATCH", "/api/v1/jobs", "{}");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET, POST");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void saysThatAPathIsNone() {
    try (AdminServer server = new AdminServer()) {
      Answer answer = server.get("/api/v1/nothing");

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }
}
