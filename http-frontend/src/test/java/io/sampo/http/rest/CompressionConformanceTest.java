package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed bodies and answers, over real sockets. */
class CompressionConformanceTest {

  private static final String X =
      "{'name':'x','datatype':'FP32','shape':[1,2],'parameters':{'binary_data_size':8}}";
  private static final String ONE = "{'inputs':[" + X + "]}";
  private static final String JSON_ONE =
      "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}]%s}";
  private static final String LENGTH = "Inference-Header-Content-Length";

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

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static void refused(HttpResponse<byte[]> response, String message) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(400);
    assertThat(ProtocolServer.json(text(response)).path("error").asText()).contains(message);
  }

  private static byte[] post(byte[] body, String... headers) {
    HttpResponse<byte[]> response =
        server.client().postForBytes("/v2/models/m/infer", body, headers);
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    return response.body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  @Conformance("B14")
  void takesCompressedBodies(String coding) throws InterruptedException {
    byte[] plain = Requests.binary(ONE, Requests.floats(5, 6)).bytes();

    post(
        Requests.compressed(coding, plain),
        "Content-Encoding",
        coding,
        LENGTH,
        Integer.toString(ONE.length()));

    assertThat(server.router().nextRouted().inputs().get(0).toFloats()).containsExactly(5, 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  @Conformance("B14")
  void refusesBodiesThatAreNotCompressedAsTheySay(String coding) {
    byte[] compressed =
        Requests.compressed(coding, "{'inputs':[]}".getBytes(StandardCharsets.UTF_8));
    byte[] cut = Arrays.copyOf(compressed, compressed.length - 5);

    for (byte[] broken :
        new byte[][] {cut, new byte[0], new byte[40], "plain".getBytes(StandardCharsets.UTF_8)}) {
      refused(
          server.client().postForBytes("/v2/models/m/infer", broken, "Content-Encoding", coding),
          "Expected a body in " + coding);
    }
  }

  @Test
  @Conformance(value = "B15", verdict = Verdict.DIFFERENT)
  void refusesOtherEncodings() {
    HttpResponse<String> response = server.infer(JSON_ONE.formatted(""), "Content-Encoding", "br");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(ProtocolServer.error(response)).contains("'br'");
    assertThat(response.headers().firstValue("Accept-Encoding")).contains("gzip, deflate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | gzip",
        "deflate | deflate",
        "gzip, deflate | gzip",
        "gzip;q=0.2, deflate;q=0.7 | deflate",
        "gzip;q=0.5, identity | ''",
        "br | ''",
        "gzip;q=0 | ''",
        "GZIP ; Q=1 | gzip",
      })
  @Conformance("B16")
  void choosesTheEncodingOfTheAnswer(String accepted, String coding) throws Exception {
    HttpResponse<byte[]> response =
        server.inferBinary(
            "{'inputs':[" + X + "],'parameters':{'binary_data_output':true}}",
            new byte[8],
            "Accept-Encoding",
            accepted);

    assertThat(response.headers().firstValue("Content-Encoding").orElse("")).isEqualTo(coding);
    byte[] body = Requests.decompressed(coding, response.body());
    int length = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
    assertThat(new String(body, 0, length, StandardCharsets.UTF_8)).endsWith("]}");
    assertThat(Arrays.copyOfRange(body, length, body.length)).isEqualTo(Requests.floats(3, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  @Conformance("B17")
  void limitsWhatABodyGrowsTo(String coding) {
    byte[] bomb = Requests.compressed(coding, new byte[100 * ProtocolServer.LIMIT]);
    byte[] fits =
        Requests.compressed(
            coding,
            (JSON_ONE.formatted("")
                    + " ".repeat(ProtocolServer.LIMIT - JSON_ONE.formatted("").length()))
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));

    HttpResponse<byte[]> response =
        server.client().postForBytes("/v2/models/m/infer", bomb, "Content-Encoding", coding);

    assertThat(bomb.length).isLessThan(ProtocolServer.LIMIT);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(post(fits, "Content-Encoding", coding)).isNotEmpty();
  }
}
