package io.sampo.http.rest;

import static io.sampo.http.inference.Targets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.http.inference.Targets;
import io.sampo.http.server.Body;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InferRequestBinaryTest {

  private static final String TWO =
      "{'inputs':[{'name':'a','datatype':'FP32','shape':[2],'parameters':{'binary_data_size':8}},"
          + "{'name':'b','datatype':'UINT8','shape':[3],'parameters':{'binary_data_size':3}}]}";
  private static final InferTarget TARGET = Targets.target(DataType.FP32, -1);

  private static InferRequest parse(String json, byte[]... tensors) {
    return InferRequestParser.parse(
        Requests.binary(json, tensors), Integer.toString(json.length()), TARGET);
  }

  @Test
  @DisplayName("B01 B02 takes tensors behind the JSON in the order of the inputs")
  void takesTensorsInOrder() {
    InferRequest request = parse(TWO, Requests.floats(1.5f, -2), new byte[] {7, 8, 9});

    assertThat(request.inputs().get(0).toFloats()).containsExactly(1.5f, -2);
    assertThat(request.inputs().get(1).data().get(2)).isEqualTo((byte) 9);
  }

  @Test
  void takesTheBytesThatFollowEachTimeThoughTheWordsAreTheSame() {
    String same = TWO.replace("'a'", "'same'");
    parse(same, Requests.floats(1, 2), new byte[] {1, 2, 3});

    InferRequest next = parse(same, Requests.floats(3, 4), new byte[] {4, 5, 6});

    assertThat(next.inputs().get(0).toFloats()).containsExactly(3, 4);
    assertThat(next.inputs().get(1).data().get(2)).isEqualTo((byte) 6);
    refused(() -> parse(same, Requests.floats(1, 2)), "expecting 3 additional bytes");
  }

  @Test
  @DisplayName(
      "B03 takes the whole body as JSON without the header, and refuses one that is no number")
  void refusesAHeaderThatIsNoNumber() {
    Body body = Requests.json("{'inputs':[]}");

    assertThat(InferRequestParser.parse(body, null, TARGET).inputs()).isEmpty();
    refused(
        () -> InferRequestParser.parse(body, "ten", TARGET),
        "Unable to parse Inference-Header-Content-Length, got: ten");
  }

  @Test
  @DisplayName("B04 refuses a header beyond the body")
  void refusesAHeaderBeyondTheBody() {
    Body body = Requests.json("{'inputs':[]}");

    refused(
        () -> InferRequestParser.parse(body, "14", TARGET),
        "inference header size should be in range (0, 13), got: 14");
    refused(() -> InferRequestParser.parse(body, "-1", TARGET), "got: -1");
  }

  @Test
  @DisplayName("B05 refuses too few and too many bytes")
  void refusesTooFewAndTooManyBytes() {
    refused(
        () -> parse(TWO, Requests.floats(1, 2), new byte[] {7}),
        "unexpected size for input 'b', expecting 2 additional bytes for model 'm'");
    refused(
        () -> parse(TWO, Requests.floats(1, 2), new byte[4]),
        "unexpected additional input data for model 'm'");
  }

  @Test
  @DisplayName("B06 refuses bytes that do not fit datatype and shape")
  void refusesBytesThatDoNotFit() {
    refused(
        () -> parse(TWO.replace("'shape':[3]", "'shape':[4]"), Requests.floats(1, 2), new byte[3]),
        "input byte size mismatch for input 'b' for model 'm'. Expected 4, got 3");
  }

  @Test
  @DisplayName("B06 refuses BYTES whose lengths do not add up")
  void refusesBrokenBytesElements() {
    String json =
        "{'inputs':[{'name':'a','datatype':'BYTES','shape':[1],"
            + "'parameters':{'binary_data_size':6}}]}";

    assertThat(parse(json, new byte[] {2, 0, 0, 0, 'h', 'i'}).inputs()).hasSize(1);
    refused(() -> parse(json, new byte[] {3, 0, 0, 0, 'h', 'i'}), "input byte size mismatch");
    refused(() -> parse(json, new byte[] {1, 0, 0, 0, 'h', 'i'}), "input byte size mismatch");
    refused(() -> parse(json, new byte[] {-1, -1, -1, -1, 'h', 'i'}), "input byte size mismatch");
  }

  @Test
  @DisplayName("B07 takes JSON and binary inputs in one request")
  void takesBothKinds() {
    String json =
        TWO.replace(
            "'shape':[3],'parameters':{'binary_data_size':3}", "'shape':[3],'data':[1,2,3]");

    InferRequest request = parse(json, Requests.floats(4, 5));

    assertThat(request.inputs().get(0).toFloats()).containsExactly(4, 5);
    assertThat(request.inputs().get(1).data().get(0)).isEqualTo((byte) 1);
  }

  @Test
  @DisplayName("B08 B09 each output follows its own parameter, then the request's, then JSON")
  void choosesTheFormOfOutputs() {
    String outputs =
        "'inputs':[],'outputs':[{'name':'a','parameters':{'binary_data':%s}},{'name':'b'}]";

    InferRequest byOutput = Requests.parse("{" + outputs.formatted("true") + "}");
    InferRequest byRequest =
        Requests.parse(
            "{" + outputs.formatted("false") + ",'parameters':{'binary_data_output':true}}");

    assertThat(byOutput.outputs())
        .containsExactly(
            new RequestedOutput("a", OutputForm.BINARY), new RequestedOutput("b", OutputForm.JSON));
    assertThat(byRequest.outputs())
        .containsExactly(
            new RequestedOutput("a", OutputForm.JSON), new RequestedOutput("b", OutputForm.BINARY));
    assertThat(byRequest.defaultForm()).isEqualTo(OutputForm.BINARY);
  }

  @Test
  @DisplayName("B13 a raw request is a batch of one, and its size gives the variable dimension")
  void takesARawRequest() {
    InferTarget target = Targets.target(8, new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));

    InferRequest request =
        InferRequestParser.parse(Body.of(Requests.floats(1, 2, 3, 4)), "0", target);

    assertThat(request.inputs().get(0).shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(request.defaultForm()).isEqualTo(OutputForm.BINARY);
    refused(
        () -> InferRequestParser.parse(Body.of(new byte[9]), "0", target),
        "input byte size mismatch");
  }

  @Test
  @DisplayName("B13 a raw request of BYTES is one element")
  void takesARawString() {
    InferTarget target = Targets.target(DataType.BYTES, 1);

    InferRequest request =
        InferRequestParser.parse(Body.of("hello".getBytes(StandardCharsets.UTF_8)), "0", target);

    assertThat(request.inputs().get(0).byteCount()).isEqualTo(9);
    assertThat(request.inputs().get(0).data().getInt()).isEqualTo(5);
  }
}
