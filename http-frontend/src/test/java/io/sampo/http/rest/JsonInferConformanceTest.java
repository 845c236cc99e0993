package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inference in JSON, over real sockets. */
class JsonInferConformanceTest {

  private static final String INPUT = "{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}";
  private static final String ONE = "{'inputs':[" + INPUT + "]}";

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

  private static String input(String datatype, String shape, String data) {
    return "{'inputs':[{'name':'x','datatype':'%s','shape':%s,'data':%s}]}"
        .formatted(datatype, shape, data);
  }

  private static void refused(String request, String message) {
    HttpResponse<String> response = server.infer(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(ProtocolServer.error(response)).contains(message);
  }

  private static JsonNode answered(String request) {
    HttpResponse<String> response = server.infer(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return ProtocolServer.json(response);
  }

  @Test
  @Conformance("I01")
  void needsNothingButInputs() {
    answered(ONE);
    refused("{'id':'1'}", "Unable to parse 'inputs'");
  }

  @Test
  @Conformance("I02")
  void returnsTheId() {
    assertThat(answered("{'id':'a b','inputs':[" + INPUT + "]}").path("id").asText())
        .isEqualTo("a b");
    assertThat(answered(ONE).has("id")).isFalse();
    assertThat(answered("{'id':'','inputs':[" + INPUT + "]}").has("id")).isFalse();
  }

  @Test
  @Conformance("I03")
  void answersWithNamesVersionAndOutputs() {
    assertThat(server.infer("{'id':'7','inputs':[" + INPUT + "]}").body())
        .isEqualTo(
            "{\"id\":\"7\",\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[3.0,4.0]}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2,3,4]", "[[1,2],[3,4]]", "[[[1],[2]],[[3],[4]]]"})
  @Conformance("I04")
  void takesFlatAndNestedData(String data) {
    server.serve(4, DataType.FP32, 2);
    server.router().answerWithInputAs("y");

    assertThat(answered(input("FP32", "[2,2]", data)).at("/outputs/0/data").toString())
        .isEqualTo("[1.0,2.0,3.0,4.0]");
  }

  @Test
  @Conformance("I04")
  void refusesDeepNesting() {
    refused(input("FP32", "[1,2]", "[".repeat(101) + "1,2" + "]".repeat(101)), "nested deeper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL | [true,false]",
        "UINT8 | [0,255]",
        "UINT16 | [0,65535]",
        "UINT32 | [0,4294967295]",
        "UINT64 | [9007199254740993,18446744073709551615]",
        "INT8 | [-128,127]",
        "INT16 | [-32768,32767]",
        "INT32 | [-2147483648,2147483647]",
        "INT64 | [-9223372036854775808,9007199254740993]",
        "FP32 | [-1.5,3.4028235E38]",
        "FP64 | [-0.1,1.7976931348623157E308]",
        "BYTES | [\"ä\",\"\"]",
      })
  @Conformance("I05")
  void losesNothingOnTheWayInAndOut(DataType datatype, String data) {
    server.serve(0, datatype, 2);
    server.router().answerWithInputAs("y");

    assertThat(server.infer(input(datatype.name(), "[2]", data)).body())
        .contains("\"datatype\":\"" + datatype + "\",\"shape\":[2],\"data\":" + data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FP16", "BF16"})
  @Conformance("I06")
  void refusesHalfPrecisionInBothDirections(DataType datatype) {
    server.serve(0, datatype, 1);
    refused(
        input(datatype.name(), "[1]", "[1]"),
        "via JSON is not supported. Please use the binary data format");

    server.serve(0, DataType.FP32, 1);
    server.router().answerWith(Tensor.wrap("y", datatype, Shape.of(1), new byte[2]));
    refused(input("FP32", "[1]", "[1]"), "via JSON is not supported");
  }

  @Test
  @Conformance("I07")
  void refusesBytesThatAreNoText() {
    server.serve(0, DataType.BYTES, 1);
    byte[] latin = {1, 0, 0, 0, (byte) 0xe4};
    server.router().answerWith(Tensor.wrap("y", DataType.BYTES, Shape.of(1), latin));

    refused(input("BYTES", "[1]", "['a']"), "no UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2] | [1]",
        "[1,2] | [1,2,3]",
        "[-1,2] | [1,2]",
        "[9223372036854775808] | [1]",
        "[4611686018427387904,4] | [1]",
      })
  @Conformance(value = "I08", verdict = Verdict.DIFFERENT)
  void refusesShapesThatDoNotFit(String shape, String data) {
    HttpResponse<String> response = server.infer(input("FP32", shape, data));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(server.router().hasRouted()).isFalse();
  }

  @Test
  @Conformance("I09")
  void takesOneSourceOfData() {
    String words = "Input must set only one of the following fields";
    refused("{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2]}]}", words);
    refused(
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2],"
            + "'parameters':{'binary_data_size':8}}]}",
        words);
    refused(
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2],"
            + "'parameters':{'shared_memory_region':'r'}}]}",
        words);
  }

  @Test
  @Conformance("I10")
  void namesUnknownAndMissingTensors() {
    refused(ONE.replace("'x'", "'z'"), "unexpected inference input 'z' for model 'm'");
    refused("{'inputs':[]}", "missing required input(s) ['x']");
    refused(
        "{'inputs':[" + INPUT + "],'outputs':[{'name':'q'}]}",
        "unexpected inference output 'q' for model 'm'");
  }

  @Test
  @Conformance("I11")
  void namesWrongDatatypesAndShapes() {
    refused(
        input("INT32", "[1,2]", "[1,2]"),
        "inference input 'x' data-type is 'INT32', but model 'm' expects 'FP32'");
    refused(
        input("FP32", "[1,3]", "[1,2,3]"),
        "unexpected shape for input 'x' for model 'm'. Expected [-1,2], got [1,3]");
  }

  @Test
  @Conformance("I12")
  void refusesWrongBatches() {
    refused(
        input("FP32", "[5,2]", "[1,2,3,4,5,6,7,8,9,10]"),
        "inference request batch-size must be <= 4 for 'm'");
    server.serve(
        4,
        new TensorSpec("a", DataType.UINT8, Shape.of(1)),
        new TensorSpec("b", DataType.UINT8, Shape.of(1)));
    refused(
        "{'inputs':[{'name':'a','datatype':'UINT8','shape':[1,1],'data':[1]},"
            + "{'name':'b','datatype':'UINT8','shape':[2,1],'data':[1,2]}]}",
        "batch size does not match other inputs");
  }

  @Test
  @Conformance("I13")
  void takesTensorsWithoutElements() {
    server.serve(0, DataType.FP32, -1, 3);
    server.router().answerWithInputAs("y");

    JsonNode output = answered(input("FP32", "[0,3]", "[]")).at("/outputs/0");

    assertThat(output.path("shape").toString()).isEqualTo("[0,3]");
    assertThat(output.path("data").toString()).isEqualTo("[]");
  }

  @Test
  @Conformance("I14")
  void returnsOnlyTheOutputsThatAreAskedFor() throws InterruptedException {
    answered("{'inputs':[" + INPUT + "],'outputs':[{'name':'y'}]}");
    assertThat(server.router().nextRouted().outputs()).containsExactly("y");

    server
        .router()
        .answerWith(Tensor.ofFloats("y", Shape.of(1), 1), Tensor.ofFloats("z", Shape.of(1), 2));
    assertThat(answered(ONE).path("outputs").findValuesAsText("name")).containsExactly("y", "z");
    assertThat(
            answered("{'inputs':[" + INPUT + "],'outputs':[{'name':'y'}]}")
                .path("outputs")
                .findValuesAsText("name"))
        .containsExactly("y");
  }

  @Test
  @Conformance("I15")
  void takesParametersOfFourKinds() {
    answered("{'parameters':{'a':true,'b':1,'c':0.5,'d':'e'},'inputs':[" + INPUT + "]}");
    for (String wrong : List.of("{'a':null}", "{'a':[1]}", "{'a':{}}", "[]", "{'triton_x':1}")) {
      refused("{'parameters':" + wrong + ",'inputs':[" + INPUT + "]}", "arameter");
    }
  }

  @Test
  @Conformance("I16")
  void understandsReservedParameters() {
    answered(
        "{'parameters':{'sequence_id':0,'sequence_start':false,'sequence_end':false,'priority':0,"
            + "'timeout':1000000,'binary_data_output':false},'inputs':["
            + INPUT
            + "]}");
    HttpResponse<String> sequence =
        server.infer("{'parameters':{'sequence_id':7},'inputs':[" + INPUT + "]}");
    assertThat(sequence.statusCode()).isEqualTo(501);
    refused("{'parameters':{'timeout':'soon'},'inputs':[" + INPUT + "]}", "'timeout'");
    refused("{'parameters':{'timeout':-1},'inputs':[" + INPUT + "]}", "'timeout'");
  }

  @Test
  @Conformance("I17")
  void letsClientsShortenTheDeadlineAndRaiseThePriority() throws InterruptedException {
    assertThat(patience(ONE, "X-Request-Timeout", "5s")).isBetween(3000L, 5000L);
    assertThat(patience(ONE, "X-Request-Timeout", "60s")).isBetween(20_000L, 30_000L);
    String parameter = "{'parameters':{'timeout':%d},'inputs':[" + INPUT + "]}";
    assertThat(patience(parameter.formatted(5_000_000))).isBetween(3000L, 5000L);
    assertThat(patience(parameter.formatted(0))).isBetween(20_000L, 30_000L);
    assertThat(patience(parameter.formatted(Long.MAX_VALUE))).isBetween(20_000L, 30_000L);

    String urgent = "{'parameters':{'priority':1},'inputs':[" + INPUT + "]}";
    assertThat(server.infer(urgent).statusCode()).isEqualTo(200);
    assertThat(server.router().nextRouted().priority()).isEqualTo(1);
  }

  private static long patience(String request, String... headers) throws InterruptedException {
    assertThat(server.infer(request, headers).statusCode()).isEqualTo(200);
    RoutedRequest routed = server.router().nextRouted();
    return (routed.deadline() - System.nanoTime()) / 1_000_000;
  }

  @Test
  @Conformance("I18")
  void tellsFullQueuesAndPassedDeadlines() {
    server.router().refuseWith(ErrorCode.REPLICA_OVERLOADED, "Exceeds maximum queue size");
    assertThat(server.infer(ONE).statusCode()).isEqualTo(503);

    server.router().refuseWith(ErrorCode.DEADLINE_EXCEEDED, "Request timeout expired");
    HttpResponse<String> late = server.infer(ONE);
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(ProtocolServer.error(late)).isEqualTo("Request timeout expired");
  }

  @Test
  @Conformance(value = "I19", verdict = Verdict.NOT_BUILT)
  void refusesClassification() {
    HttpResponse<String> response =
        server.infer(
            "{'inputs':["
                + INPUT
                + "],'outputs':[{'name':'y','parameters':{'classification':3}}]}");

    assertThat(response.statusCode()).isEqualTo(501);
    assertThat(ProtocolServer.error(response)).contains("classification");
  }

  @Test
  @Conformance("I20")
  void hasNoDecoupledModels() {
    assertThat(
            ProtocolServer.json(server.get("/v2/models/m/config"))
                .at("/model_transaction_policy/decoupled")
                .booleanValue())
        .isFalse();
    assertThat(server.post("/v2/models/m/generate_stream", "{}").statusCode()).isEqualTo(501);
  }

  @Test
  @Conformance(value = "I21", verdict = Verdict.DIFFERENT)
  void refusesLargeBodies() {
    String large = ONE + " ".repeat(ProtocolServer.LIMIT);
    HttpResponse<String> response = server.infer(large);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(ProtocolServer.error(response)).contains("at most " + ProtocolServer.LIMIT);
    assertThat(server.infer(ONE + " ".repeat(ProtocolServer.LIMIT - ONE.length())).statusCode())
        .isEqualTo(200);
  }

  @Test
  @Conformance("I22")
  void tellsWhereJsonIsBroken() {
    refused("{'inputs':\n [}", "line 2, column");
    refused("{'inputs':[" + INPUT + "," + INPUT + "]}", "'x' came twice");
    server.router().answerWith(Tensor.ofFloats("y", Shape.of(1), Float.NaN));
    refused(ONE, "JSON cannot express");
  }
}
