package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.tensor.DataType;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many clients with large requests at once: the door has room for two of the largest. */
class RequestMemoryTest {

  private static final int BYTES = ProtocolServer.LIMIT - 1024;
  private static final String JSON =
      "{'inputs':[{'name':'x','datatype':'UINT8','shape':[1,%d],'parameters':{'binary_data_size':%d}}]}"
          .formatted(BYTES, BYTES)
          .replace('\'', '"');

  private final ProtocolServer server = ProtocolServer.open();

  @BeforeEach
  void serve() {
    server.serve(4, DataType.UINT8, BYTES);
    server.router().neverAnswer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void refusesWhatThereIsNoRoomForUntilOthersAreAnswered() throws Exception {
    CompletableFuture<HttpResponse<String>> one = post(request());
    RoutedRequest first = server.router().nextRouted();
    post(request());
    server.router().nextRouted();

    HttpResponse<String> third = answered(post(request()));
    assertThat(third.statusCode()).as(third.body()).isEqualTo(503);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    assertThat(ProtocolServer.json(third.body()).path("error").asText()).contains("room");

    first.answer().complete(Outcome.refused(ErrorCode.MODEL_NOT_READY, "not now"));
    answered(one);
    post(request());
    server.router().nextRouted();
  }

  @Test
  void countsWhatBodiesBecomeWhenTheyAreDecompressed() throws Exception {
    post(request());
    server.router().nextRouted();
    post(request());
    server.router().nextRouted();

    HttpResponse<String> third =
        answered(post(Requests.compressed("gzip", request()), "Content-Encoding", "gzip"));

    assertThat(third.statusCode()).as(third.body()).isEqualTo(503);
  }

  private CompletableFuture<HttpResponse<String>> post(byte[] body, String... more) {
    String[] headers = new String[2 + more.length];
    headers[0] = "Inference-Header-Content-Length";
    headers[1] = Integer.toString(JSON.length());
    System.arraycopy(more, 0, headers, 2, more.length);
    return server.client().postLater("/v2/models/m/infer", body, headers);
  }

  private static HttpResponse<String> answered(CompletableFuture<HttpResponse<String>> response)
      throws Exception {
    return response.get(10, TimeUnit.SECONDS);
  }

  private static byte[] request() {
    return Requests.binary(JSON, new byte[BYTES]).bytes();
  }
}
