package io.sampo.http.rest;

import static io.sampo.http.inference.Targets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.http.inference.Targets;
import io.sampo.http.server.Body;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferRequestJsonTest {

  @Test
  @DisplayName("I01 refuses a request without inputs")
  void refusesARequestWithoutInputs() {
    refused(() -> Requests.parse("{'id':'1'}"), "Unable to parse 'inputs'");
  }

  @Test
  @DisplayName("I02 keeps the client's id, and an absent one is empty")
  void keepsTheId() {
    assertThat(Requests.parse("{'id':'a b','inputs':[]}").id()).isEqualTo("a b");
    assertThat(Requests.parse("{'inputs':[]}").id()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2,3,4]", "[[1,2],[3,4]]", "[[[1],[2]],[[3],[4]]]"})
  @DisplayName("I04 takes data flat and nested")
  void takesDataFlatAndNested(String data) {
    InferRequest request = Requests.parseInput("FP32", "[2,2]", data);

    assertThat(request.inputs().get(0).toFloats()).containsExactly(1, 2, 3, 4);
    assertThat(request.inputs().get(0).shape()).isEqualTo(Shape.of(2, 2));
  }

  @Test
  @DisplayName("I04 refuses data nested deeper than 100")
  void refusesDeepNesting() {
    String deepest = "[".repeat(100) + "1" + "]".repeat(100);
    assertThat(Requests.parseInput("FP32", "[1]", deepest).inputs()).hasSize(1);

    refused(() -> Requests.parseInput("FP32", "[1]", "[" + deepest + "]"), "nested deeper");
    refused(
        () -> Requests.parseInput("FP32", "[1]", "[".repeat(100_000) + "]".repeat(100_000)),
        "deeper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL | [true,false,1,0] | 01000100",
        "UINT8 | [0,255,1,2] | 00ff0102",
        "INT8 | [-128,127,-1,0] | 807fff00",
        "UINT16 | [0,65535,1,2] | 0000ffff01000200",
        "INT16 | [-32768,32767,-1,0] | 0080ff7fffff0000",
        "UINT32 | [0,4294967295,1,2] | 00000000ffffffff0100000002000000",
        "INT32 | [-2147483648,2147483647,-1,0] | 00000080ffffff7fffffffff00000000",
        "FP32 | [1.0,-2,0.5,1e2] | 0000803f000000c00000003f0000c842",
      })
  @DisplayName("I05 reads every datatype to its bytes")
  void readsEveryDatatype(String datatype, String data, String bytes) {
    InferRequest request = Requests.parseInput(datatype, "[4]", data);

    assertThat(hex(request.inputs().get(0))).isEqualTo(bytes);
  }

  @Test
  @DisplayName("I05 keeps 64-bit integers beyond 2^53")
  void keepsLargeIntegers() {
    Tensor signed =
        Requests.parseInput("INT64", "[3]", "[9007199254740993,-9223372036854775808,1]")
            .inputs()
            .get(0);
    Tensor unsigned =
        Requests.parseInput("UINT64", "[2]", "[18446744073709551615,9007199254740993]")
            .inputs()
            .get(0);

    assertThat(signed.data().getLong(0)).isEqualTo(9007199254740993L);
    assertThat(signed.data().getLong(8)).isEqualTo(Long.MIN_VALUE);
    assertThat(Long.toUnsignedString(unsigned.data().getLong(0))).isEqualTo("18446744073709551615");
    assertThat(unsigned.data().getLong(8)).isEqualTo(9007199254740993L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UINT8 | [256]",
        "UINT8 | [-1]",
        "INT8 | [128]",
        "INT32 | [1.5]",
        "INT32 | [2147483648]",
        "INT64 | [9223372036854775808]",
        "UINT64 | [18446744073709551616]",
        "UINT64 | [-1]",
        "FP32 | ['1']",
        "FP32 | [true]",
        "FP32 | [null]",
        "FP32 | [1e39]",
        "FP64 | [1e999]",
        "BOOL | [2]",
        "BYTES | [1]",
        "FP32 | [{}]",
      })
  @DisplayName("I05 refuses elements that do not fit")
  void refusesElementsThatDoNotFit(String datatype, String data) {
    refused(() -> Requests.parseInput(datatype, "[1]", data), "Unable to parse 'data'");
  }

  @Test
  @DisplayName("I05 reads null as a missing value where a plan says what becomes of it")
  void readsNullAsMissingInFrontOfAPlan() {
    Body json =
        Requests.json(
            """
            {'inputs':[{'name':'area','datatype':'FP64','shape':[3],'data':[1.5,null,2]},
                       {'data':['a',null],'name':'city','datatype':'BYTES','shape':[2]},
                       {'name':'z','datatype':'FP32','shape':[1],'data':[null]}]}
            """);

    List<Tensor> inputs = InferRequestParser.parse(json, null, behindAPlan()).inputs();

    assertThat(inputs.get(0).data().getDouble(8)).isNaN();
    assertThat(inputs.get(0).data().getDouble(16)).isEqualTo(2);
    assertThat(inputs.get(1).data().getInt(5)).as("the length of the second text").isZero();
    assertThat(inputs.get(2).toFloats()).containsExactly(Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT64", "UINT8", "BOOL"})
  void refusesNullWhereNothingStandsForMissing(String datatype) {
    Body json =
        Requests.json(
            "{'inputs':[{'name':'x','datatype':'%s','shape':[1],'data':[null]}]}"
                .formatted(datatype));

    refused(() -> InferRequestParser.parse(json, null, behindAPlan()), "Unable to parse 'data'");
  }

  private static InferTarget behindAPlan() {
    Signature module =
        Targets.target(8, new TensorSpec("x", DataType.FP32, Shape.of(1))).signature();
    PreprocessingPlan plan =
        new PreprocessingPlan(
            1, List.of(FeaturePlan.ofNumber("area", 0, 0, 1)), 1, true, UnknownCategory.REFUSE);
    return new InferTarget(ModelVersion.of("m", "1"), module.behind(plan, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FP16", "BF16"})
  @DisplayName("I06 refuses half precision as JSON")
  void refusesHalfPrecision(String datatype) {
    refused(
        () -> Requests.parseInput(datatype, "[1]", "[1]"),
        "via JSON is not supported. Please use the binary data format");
  }

  @Test
  @DisplayName("I07 reads strings as UTF-8 with their lengths")
  void readsStrings() {
    Tensor tensor = Requests.parseInput("BYTES", "[2]", "['ä','']").inputs().get(0);

    assertThat(hex(tensor)).isEqualTo("02000000c3a400000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2] | [1]",
        "[2] | [1,2,3]",
        "[-1] | [1]",
        "[9223372036854775808] | [1]",
        "[4611686018427387904,4] | [1]",
        "[1.0] | [1]",
        "3 | [1,2,3]",
        "[4294967296] | [1,2]",
      })
  @DisplayName("I08 refuses shapes that do not fit their data")
  void refusesShapesThatDoNotFit(String shape, String data) {
    refused(() -> Requests.parseInput("FP32", shape, data), "");
  }

  @Test
  @DisplayName("I09 refuses an input with no data or with two kinds of it")
  void refusesNoneOrTwoKindsOfData() {
    refused(
        () -> Requests.parse("{'inputs':[{'name':'x','datatype':'FP32','shape':[1]}]}"),
        "Input must set only one of the following fields");
    refused(
        () ->
            Requests.parse(
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1],'data':[1],"
                    + "'parameters':{'binary_data_size':4}}]}"),
        "Input must set only one of the following fields");
  }

  @Test
  @DisplayName("I13 takes a tensor without elements")
  void takesATensorWithoutElements() {
    assertThat(Requests.parseInput("FP32", "[0,3]", "[]").inputs().get(0).byteCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'a':null}", "{'a':[1]}", "{'a':{}}", "[]", "1", "{'triton_x':1}"})
  @DisplayName("I15 refuses parameters that are none")
  void refusesWrongParameters(String parameters) {
    refused(
        () -> Requests.parse("{'parameters':%s,'inputs':[]}".formatted(parameters)), "arameter");
  }

  @Test
  @DisplayName("I17 takes a timeout in microseconds")
  void takesATimeout() {
    InferRequest request = Requests.parse("{'parameters':{'timeout':1500},'inputs':[]}");

    assertThat(request.timeoutMicros()).isEqualTo(1500);
    assertThat(Requests.parse("{'inputs':[]}").timeoutMicros()).isZero();
  }

  @Test
  @DisplayName("I22 names line and column of broken JSON")
  void namesTheLineOfBrokenJson() {
    refused(() -> Requests.parse("{'inputs':\n [}"), "line 2, column");
    refused(() -> Requests.parse("{'inputs':[]} x"), "failed to parse");
    refused(() -> Requests.parse(""), "failed to parse");
    refused(() -> Requests.parse("[]"), "expected an object");
  }

  @Test
  @DisplayName("I22 refuses the same input name twice")
  void refusesTheSameNameTwice() {
    String input = "{'name':'x','datatype':'FP32','shape':[1],'data':[1]}";
    refused(() -> Requests.parse("{'inputs':[" + input + "," + input + "]}"), "'x' came twice");
  }

  @Test
  void takesFieldsInAnyOrder() {
    InferRequest request =
        Requests.parse(
            "{'outputs':[{'name':'y'}],'inputs':[{'data':[[1,2],[3,4]],'shape':[2,2],"
                + "'parameters':{},'other':{'data':[1]},'datatype':'FP32','name':'x'}]}");

    assertThat(request.inputs().get(0).toFloats()).containsExactly(1, 2, 3, 4);
    assertThat(request.outputs()).containsExactly(new RequestedOutput("y", OutputForm.JSON));
  }

  private static String hex(Tensor tensor) {
    StringBuilder hex = new StringBuilder();
    ByteBuffer data = tensor.data();
    while (data.hasRemaining()) {
      hex.append("%02x".formatted(data.get()));
    }
    return hex.toString();
  }
}
