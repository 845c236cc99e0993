package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.Fixtures;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.protocol.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the inference door does beyond the lines of the protocol. */
class InferenceDoorTest {

  private static final String ONE =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  private static ProtocolServer server;

  @BeforeAll
  static void open() {
    server = ProtocolServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
  }

  @Test
  void refusesALargeBodyWithoutALength() {
    byte[] large = new byte[3 * ProtocolServer.LIMIT];

    HttpResponse<String> response =
        server
            .client()
            .post(
                "/v2/models/m/infer",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void keepsRequestsWithTheSameHeaderAtOneVersion() throws InterruptedException {
    server.serve(Fixtures.divided("m", "X-User"));

    Set<String> ofAnna = versions("anna", 20);

    assertThat(ofAnna).hasSize(1);
    Set<String> ofMany = new HashSet<>();
    for (int user = 0; user < 50; user++) {
      ofMany.addAll(versions("user-" + user, 1));
    }
    assertThat(ofMany).containsExactlyInAnyOrder("1", "2");
  }

  private static Set<String> versions(String user, int requests) throws InterruptedException {
    Set<String> versions = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      assertThat(server.infer(ONE, "X-User", user).statusCode()).isEqualTo(200);
      versions.add(server.router().nextRouted().version().version().value());
    }
    return versions;
  }

  @Test
  void refusesATimeoutThatIsNone() {
    assertThat(server.infer(ONE, "X-Request-Timeout", "soon").statusCode()).isEqualTo(400);
  }

  @Test
  @Conformance(value = "L03", verdict = Verdict.DIFFERENT)
  void carriesTheTraceAlong() throws InterruptedException {
    String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    server.infer(ONE, "traceparent", traceparent);

    assertThat(server.router().nextRouted().trace().traceparent()).isEqualTo(traceparent);
  }

  @Test
  void makesTheIdOfTheClientAPartOfTheRoutedOne() throws InterruptedException {
    server.infer(ONE, "X-Request-Id", "mine");

    assertThat(server.router().nextRouted().id().value()).startsWith("mine-");
  }

  @Test
  void isNotReadyForUnknownModelsUntilItKnowsAll() {
    server.forgetAllModels();

    HttpResponse<String> response = server.infer(ONE);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(ProtocolServer.error(response)).contains("starting");
  }

  @Test
  void answersADefectWithoutItsDetails() {
    server.router().refuseWith(ErrorCode.INTERNAL, "because");

    assertThat(server.infer(ONE).statusCode()).isEqualTo(500);
  }

  @Test
  void cancelsTheRequestOfAClientThatHasGone() throws IOException, InterruptedException {
    server.router().neverAnswer();
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      String head =
          "POST /v2/models/m/infer HTTP/1.1\r\nHost: x\r\nContent-Length: " + ONE.length();
      socket.getOutputStream().write((head + "\r\n\r\n" + ONE).getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      server.router().nextRouted();
    }

    assertThat(server.router().nextCancelled()).isNotNull();
  }
}
