package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.Fixtures;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Door;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may load and unload models. */
class OperatorTokenConformanceTest {

  private static final String INDEX = "/v2/repository/index";
  private static final String LOAD = RepositoryEntities.LOAD;
  private static final String UNLOAD = RepositoryEntities.UNLOAD;
  private static final String TOKEN = "0123456789abcdef";

  private static void knowingAt(ProtocolServer open) {
    new RepositoryEntities(open).knowing(Fixtures.model("m", true));
  }

  private static OperatorGuard guardBeyondLoopback(Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN);
    Door door = new Door("inference", "sampo.http.inference", "0.0.0.0", 0);
    return OperatorGuard.of(door, Optional.of(file));
  }

  @Test
  @Conformance("R12")
  void namesTheHeaderThatARestrictedCallNeeds(@TempDir Path directory) throws IOException {
    try (ProtocolServer open = ProtocolServer.open(guardBeyondLoopback(directory))) {
      HttpResponse<String> response = open.post(LOAD.formatted("m"), "");

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(ProtocolServer.error(response))
          .isEqualTo("This API is restricted, expecting header 'Authorization'");
    }
  }

  @Test
  @Conformance("X02")
  void needsTheOperatorTokenBeyondLoopback(@TempDir Path directory) throws IOException {
    try (ProtocolServer open = ProtocolServer.open(guardBeyondLoopback(directory))) {
      knowingAt(open);
      String unload = UNLOAD.formatted("m");

      assertThat(open.post(unload, "").statusCode()).isEqualTo(403);
      assertThat(open.post(unload, "", "Authorization", "Bearer wrong-wrong-wrong").statusCode())
          .isEqualTo(403);
      assertThat(open.post(unload, "", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
      assertThat(open.post(INDEX, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Conformance("X02")
  void isClosedToAllBeyondLoopbackWithoutAToken() {
    Door door = new Door("inference", "sampo.http.inference", "0.0.0.0", 0);
    try (ProtocolServer open = ProtocolServer.open(OperatorGuard.of(door, Optional.empty()))) {
      assertThat(open.post(UNLOAD.formatted("m"), "", "Authorization", "Bearer x").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  @Conformance("X02")
  void needsNoTokenOnLoopbackButFromPagesOfOtherSites() {
    try (ProtocolServer server = ProtocolServer.open()) {
      knowingAt(server);

      assertThat(server.post(UNLOAD.formatted("m"), "").statusCode()).isEqualTo(200);
      assertThat(
              server
                  .post(UNLOAD.formatted("m"), "", "Origin", "https://elsewhere.example")
                  .statusCode())
          .isEqualTo(403);
    }
  }
}
