package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.conformance.Conformance;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Binary tensors, over real sockets. */
class BinaryInferConformanceTest {

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

  /** An answer, taken apart by its header. */
  private record Parts(String json, byte[] binary, String type) {

    static Parts of(HttpResponse<byte[]> response) {
      byte[] body = response.body();
      int length = response.headers().firstValue(LENGTH).map(Integer::parseInt).orElse(body.length);
      return new Parts(
          new String(body, 0, length, StandardCharsets.UTF_8),
          Arrays.copyOfRange(body, length, body.length),
          response.headers().firstValue("Content-Type").orElse(""));
    }
  }

  private static Parts answered(String json, byte[] tensors) {
    HttpResponse<byte[]> response = server.inferBinary(json, tensors);
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    return Parts.of(response);
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

  @Test
  @Conformance("B01")
  void takesTensorsInTheOrderOfTheInputs() throws InterruptedException {
    server.serve(
        0,
        new TensorSpec("a", DataType.UINT8, Shape.of(1)),
        new TensorSpec("b", DataType.UINT8, Shape.of(2)));
    String input =
        "{'name':'%s','datatype':'UINT8','shape':[%d],'parameters':" + "{'binary_data_size':%d}}";
    String json =
        "{'inputs':[" + input.formatted("b", 2, 2) + "," + input.formatted("a", 1, 1) + "]}";

    HttpResponse<byte[]> response =
        server
            .client()
            .postForBytes(
                "/v2/models/m/infer",
                Requests.binary(json, new byte[] {1, 2, 3}).bytes(),
                "inFERENCE-header-CONTENT-length",
                Integer.toString(json.length()));

    assertThat(response.statusCode()).isEqualTo(200);
    RoutedRequest routed = server.router().nextRouted();
    assertThat(routed.inputs().get(0).name()).isEqualTo("b");
    assertThat(routed.inputs().get(0).data().get(1)).isEqualTo((byte) 2);
    assertThat(routed.inputs().get(1).data().get(0)).isEqualTo((byte) 3);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 0100",
    "UINT8, 00ff",
    "INT8, 807f",
    "UINT16, 0000ffff",
    "INT16, 0080ff7f",
    "FP16, 003c00c0",
    "BF16, 803f00c0",
    "UINT32, 00000000ffffffff",
    "INT32, 00000080ffffff7f",
    "FP32, 0000803f000000c0",
    "UINT64, 0100000000002000ffffffffffffffff",
    "INT64, 01000000000020000000000000000080",
    "FP64, 000000000000f03f00000000000000c0",
    "BYTES, 0100000061020000000000"
  })
  @Conformance("B02")
  void carriesEveryDatatypeAsItsBytes(DataType datatype, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    server.serve(0, datatype, 2);
    server.router().answerWithInputAs("y");
    String json =
        ("{'inputs':[{'name':'x','datatype':'%s','shape':[2],'parameters':"
                + "{'binary_data_size':%d}}],'parameters':{'binary_data_output':true}}")
            .formatted(datatype, bytes.length);

    assertThat(answered(json, bytes).binary()).isEqualTo(bytes);
  }

  @Test
  @Conformance("B03")
  void takesAllAsJsonWithoutTheHeader() {
    assertThat(server.infer(JSON_ONE.formatted("")).statusCode()).isEqualTo(200);
    HttpResponse<String> response = server.infer(JSON_ONE.formatted(""), LENGTH, "ten");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ProtocolServer.error(response))
        .isEqualTo("Unable to parse " + LENGTH + ", got: ten");
  }

  @Test
  @Conformance("B04")
  void refusesAHeaderBeyondTheBody() {
    String json = JSON_ONE.formatted("");
    for (String length : new String[] {"-1", Integer.toString(json.length() + 1)}) {
      HttpResponse<String> response = server.infer(json, LENGTH, length);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(ProtocolServer.error(response))
          .isEqualTo(
              "inference header size should be in range (0, %d), got: %s"
                  .formatted(json.length(), length));
    }
  }

  @Test
  @Conformance("B05")
  void refusesTooFewAndTooManyBytes() {
    refused(
        server.inferBinary(ONE, new byte[6]),
        "unexpected size for input 'x', expecting 2 additional bytes for model 'm'");
    refused(server.inferBinary(ONE, new byte[9]), "unexpected additional input data for model 'm'");
  }

  @Test
  @Conformance("B06")
  void refusesBytesThatDoNotFit() {
    refused(
        server.inferBinary(ONE.replace(":8}", ":4}"), new byte[4]),
        "input byte size mismatch for input 'x' for model 'm'. Expected 8, got 4");
    server.serve(0, DataType.BYTES, 1);
    String json =
        "{'inputs':[{'name':'x','datatype':'BYTES','shape':[1],"
            + "'parameters':{'binary_data_size':5}}]}";
    refused(server.inferBinary(json, new byte[] {2, 0, 0, 0, 1}), "input byte size mismatch");
  }

  @Test
  @Conformance("B07")
  void mixesJsonAndBinaryInputs() throws InterruptedException {
    server.serve(
        0,
        new TensorSpec("a", DataType.UINT8, Shape.of(1)),
        new TensorSpec("b", DataType.UINT8, Shape.of(1)));

    answered(
        "{'inputs':[{'name':'a','datatype':'UINT8','shape':[1],'data':[7]},"
            + "{'name':'b','datatype':'UINT8','shape':[1],'parameters':{'binary_data_size':1}}]}",
        new byte[] {8});

    RoutedRequest routed = server.router().nextRouted();
    assertThat(routed.inputs().get(0).data().get()).isEqualTo((byte) 7);
    assertThat(routed.inputs().get(1).data().get()).isEqualTo((byte) 8);
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "',\"parameters\":{\"binary_data_output\":true}', true",
    "',\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]', true",
    "',\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":false}}],\"parameters\":{\"binary_data_output\":true}', false"
  })
  @Conformance("B08")
  void choosesTheFormOfOutputs(String fields, boolean binary) {
    HttpResponse<String> response = server.infer(JSON_ONE.formatted(fields));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue(LENGTH).isPresent()).isEqualTo(binary);
  }

  @Test
  @Conformance("B09")
  void makesAllOutputsBinaryByTheRequest() {
    server
        .router()
        .answerWith(Tensor.ofFloats("y", Shape.of(1), 1), Tensor.ofFloats("z", Shape.of(1), 2));

    Parts parts =
        answered("{'inputs':[" + X + "],'parameters':{'binary_data_output':true}}", new byte[8]);

    assertThat(parts.binary()).isEqualTo(Requests.floats(1, 2));
  }

  @Test
  @Conformance("B10")
  void answersInBinary() {
    Parts parts =
        answered("{'inputs':[" + X + "],'parameters':{'binary_data_output':true}}", new byte[8]);

    assertThat(parts.type()).isEqualTo("application/octet-stream");
    assertThat(parts.json())
        .contains("\"parameters\":{\"binary_data_size\":8}")
        .doesNotContain("\"data\"");
    assertThat(parts.binary()).isEqualTo(Requests.floats(3, 4));
  }

  @Test
  @Conformance("B11")
  void answersInJsonWhereNothingAsksForBinary() {
    Parts parts = answered(ONE, new byte[8]);

    assertThat(parts.type()).isEqualTo("application/json");
    assertThat(parts.json()).contains("\"data\":[3.0,4.0]");
    assertThat(parts.binary()).isEmpty();
  }

  @Test
  @Conformance("B12")
  void answersInJsonIfAllBinaryOutputsAreEmpty() {
    server.router().answerWith(Tensor.wrap("y", DataType.FP32, Shape.of(0, 2), new byte[0]));

    HttpResponse<byte[]> response =
        server.inferBinary(
            "{'inputs':[" + X + "],'parameters':{'binary_data_output':true}}", new byte[8]);

    assertThat(response.headers().firstValue(LENGTH)).isEmpty();
    assertThat(Parts.of(response).type()).isEqualTo("application/json");
    assertThat(Parts.of(response).json()).contains("\"binary_data_size\":0");
  }

  @Test
  @Conformance("B13")
  void takesOneTensorAsItIs() throws InterruptedException {
    server.serve(8, DataType.FP32, -1, 2);

    HttpResponse<byte[]> response =
        server
            .client()
            .postForBytes("/v2/models/m/infer", Requests.floats(1, 2, 3, 4), LENGTH, "0");

    assertThat(server.router().nextRouted().inputs().get(0).shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(Parts.of(response).binary()).isEqualTo(Requests.floats(3, 4));
  }

  @Test
  @Conformance("B13")
  void takesOneStringAsItIs() throws InterruptedException {
    server.serve(0, DataType.BYTES, 1);

    post("hello".getBytes(StandardCharsets.UTF_8), LENGTH, "0");

    assertThat(server.router().nextRouted().inputs().get(0).data().getInt()).isEqualTo(5);
  }

  @Test
  @Conformance("B18")
  void answersManyRequestsOfOneConnectionInOrder() {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String json = ("{'id':'" + i + "'," + JSON_ONE.formatted("").substring(1)).replace('\'', '"');
      requests.append(
          "POST /v2/models/m/infer HTTP/1.1\r\nHost: h\r\nExpect:\r\nContent-Length: %d%s\r\n\r\n%s"
              .formatted(json.length(), i == 19 ? "\r\nConnection: close" : "", json));
    }

    String answers = server.exchange(requests.toString());

    int at = -1;
    for (int i = 0; i < 20; i++) {
      int next = answers.indexOf("{\"id\":\"" + i + "\"");
      assertThat(next).as("answer %d in %s", i, answers).isGreaterThan(at);
      at = next;
    }
  }
}
