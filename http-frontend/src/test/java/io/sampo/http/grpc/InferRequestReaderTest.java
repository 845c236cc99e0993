package io.sampo.http.grpc;

import static io.sampo.http.grpc.Messages.parameter;
import static io.sampo.http.grpc.Messages.raw;
import static io.sampo.http.grpc.Messages.typed;
import static io.sampo.http.inference.Targets.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.inference.InferRequest;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.grpc.InferParameter;
import io.sampo.protocol.grpc.InferTensorContents;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferRequest.InferRequestedOutputTensor;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InferRequestReaderTest {

  private static Tensor read(ModelInferRequest.Builder message) {
    return InferRequestReader.read(message.build()).inputs().get(0);
  }

  private static Tensor read(
      String datatype, Consumer<InferTensorContents.Builder> elements, long... shape) {
    return read(typed(datatype, elements, shape));
  }

  private static void refusedTyped(
      String message,
      String datatype,
      Consumer<InferTensorContents.Builder> elements,
      long... shape) {
    refused(() -> read(datatype, elements, shape), message);
  }

  @Conformance("P04")
  @ParameterizedTest
  @CsvSource({
    "BOOL, 0100, 2",
    "UINT8, ff, 1",
    "INT16, ff7f, 1",
    "FP16, 003c, 1",
    "BF16, 803f, 1",
    "FP32, 0000803f, 1",
    "INT64, ffffffffffffff7f, 1",
    "BYTES, 02000000616200000000, 2",
  })
  void takesRawBytesOfEveryType(String datatype, String hex, long elements) {
    Tensor tensor = read(raw(datatype, HexFormat.of().parseHex(hex), elements));

    assertThat(tensor.dataType()).isEqualTo(DataType.valueOf(datatype));
    assertThat(Messages.hex(tensor)).isEqualTo(hex);
  }

  @Test
  @Conformance("P04")
  void takesRawBytesInTheOrderOfInputs() {
    ModelInferRequest.Builder message =
        raw("UINT8", new byte[] {1}, 1)
            .addInputs(Messages.input("z", "UINT8", 1))
            .addRawInputContents(ByteString.copyFrom(new byte[] {2}));

    List<Tensor> inputs = InferRequestReader.read(message.build()).inputs();

    assertThat(inputs)
        .containsExactly(
            Tensor.wrap("x", DataType.UINT8, Shape.of(1), new byte[] {1}),
            Tensor.wrap("z", DataType.UINT8, Shape.of(1), new byte[] {2}));
  }

  @Test
  @Conformance("P04")
  void refusesTypedContentsBesideRawOnes() {
    ModelInferRequest.Builder both =
        typed("FP32", contents -> contents.addFp32Contents(1), 1)
            .addRawInputContents(ByteString.copyFrom(new byte[4]));

    refused(() -> read(both), "contents field must not be specified when using raw_input_contents");
  }

  @Test
  @Conformance("P04")
  void refusesRawBytesThatFitNoInput() {
    refused(() -> read(raw("FP32", new byte[3], 1)), "input byte size mismatch for input 'x'");
    refused(() -> read(raw("FP32", new byte[8], 1)), "Expected 4, got 8");
    refused(() -> read(raw("BYTES", new byte[] {9, 0, 0, 0}, 1)), "whole BYTES elements");
    ModelInferRequest.Builder two =
        raw("FP32", new byte[4], 1).addRawInputContents(ByteString.EMPTY);
    refused(() -> read(two), "expected raw_input_contents for each of 1 inputs");
  }

  /** The raw bytes of a message that came over a wire lie inside a larger array. */
  @Test
  void takesRawBytesOutOfAParsedMessage() throws InvalidProtocolBufferException {
    byte[] wire = raw("FP32", Messages.floats(1, 2), 2).build().toByteArray();

    Tensor tensor = InferRequestReader.read(ModelInferRequest.parseFrom(wire)).inputs().get(0);

    assertThat(tensor.toFloats()).containsExactly(1, 2);
  }

  static List<Arguments> typedContents() {
    return List.of(
        typedCase(
            "BOOL", "0001", contents -> contents.addBoolContents(false).addBoolContents(true)),
        typedCase("INT8", "807f", contents -> contents.addIntContents(-128).addIntContents(127)),
        typedCase(
            "INT16", "0080ff7f", contents -> contents.addIntContents(-32768).addIntContents(32767)),
        typedCase(
            "INT32",
            "0000008001000000",
            contents -> contents.addIntContents(1 << 31).addIntContents(1)),
        typedCase(
            "INT64",
            "0000000000000080ffffffffffffff7f",
            contents -> contents.addInt64Contents(Long.MIN_VALUE).addInt64Contents(Long.MAX_VALUE)),
        typedCase("UINT8", "00ff", contents -> contents.addUintContents(0).addUintContents(255)),
        typedCase(
            "UINT16", "0000ffff", contents -> contents.addUintContents(0).addUintContents(65535)),
        typedCase(
            "UINT32",
            "ffffffff00000000",
            contents -> contents.addUintContents(-1).addUintContents(0)),
        typedCase(
            "UINT64",
            "ffffffffffffffff0000000000000000",
            contents -> contents.addUint64Contents(-1).addUint64Contents(0)),
        typedCase(
            "FP32",
            "0000803f0000c07f",
            contents -> contents.addFp32Contents(1).addFp32Contents(Float.NaN)),
        typedCase(
            "FP64",
            "000000000000f03f0000000000000000",
            contents -> contents.addFp64Contents(1).addFp64Contents(0)),
        typedCase(
            "BYTES",
            "0200000061ff00000000",
            contents ->
                contents
                    .addBytesContents(ByteString.copyFrom(new byte[] {0x61, (byte) 0xff}))
                    .addBytesContents(ByteString.EMPTY)));
  }

  private static Arguments typedCase(
      String datatype, String hex, Consumer<InferTensorContents.Builder> elements) {
    return Arguments.of(datatype, hex, elements);
  }

  @Conformance("P05")
  @ParameterizedTest(name = "{0}")
  @MethodSource("typedContents")
  void takesTypedContents(
      String datatype, String hex, Consumer<InferTensorContents.Builder> elements) {
    assertThat(Messages.hex(read(datatype, elements, 2))).isEqualTo(hex);
  }

  @Test
  @Conformance("P05")
  void refusesNumbersThatTheTypeCannotHold() {
    refusedTyped("between -128 and 127, but got 128", "INT8", each -> each.addIntContents(128), 1);
    refusedTyped("but got -129", "INT8", each -> each.addIntContents(-129), 1);
    refusedTyped("but got 32768", "INT16", each -> each.addIntContents(32768), 1);
    refusedTyped("but got 256", "UINT8", each -> each.addUintContents(256), 1);
    refusedTyped("but got 4294967295", "UINT16", each -> each.addUintContents(-1), 1);
  }

  @Test
  @Conformance("P05")
  void refusesContentsOfAnotherTypeOrNumber() {
    refusedTyped("only fp32_contents may be set", "FP32", each -> each.addFp64Contents(1), 1);
    refusedTyped(
        "its shape has 2, but fp32_contents has 1", "FP32", each -> each.addFp32Contents(1), 2);
    refusedTyped("its shape has 1, but int64_contents has 0", "INT64", each -> {}, 1);
    refusedTyped("Please use raw_input_contents", "FP16", each -> each.addFp32Contents(1), 1);
    refusedTyped("Please use raw_input_contents", "BF16", each -> {}, 1);
  }

  @Test
  void takesTensorsWithoutElements() {
    assertThat(read("FP32", each -> {}, 0, 3).byteCount()).isZero();
    assertThat(read(raw("FP32", new byte[0], 0, 3)).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void refusesShapesThatAreNone() {
    refusedTyped(
        "dimensions of 0 or more, but got -1", "FP32", each -> each.addFp32Contents(1), -1);
    refusedTyped("too many elements", "FP32", each -> {}, Long.MAX_VALUE, 2);
    refused(() -> read(raw("FP64", new byte[8], 1L << 61)), "too many elements");
    refusedTyped("more than 64 dimensions", "FP32", each -> {}, new long[65]);
    refusedTyped("invalid datatype 'FLOAT'", "FLOAT", each -> {}, 1);
  }

  @Test
  void refusesNamesThatComeTwice() {
    ModelInferRequest.Builder inputs = typed("FP32", each -> each.addFp32Contents(1), 1);
    refused(() -> read(inputs.addInputs(inputs.getInputs(0))), "'x' came twice");
    InferRequestedOutputTensor output =
        InferRequestedOutputTensor.newBuilder().setName("y").build();
    ModelInferRequest.Builder outputs = Messages.fit().addOutputs(output).addOutputs(output);
    refused(() -> read(outputs), "'y' came twice");
  }

  @Test
  void takesIdOutputsAndTimeout() {
    InferRequest request =
        InferRequestReader.read(
            Messages.fit()
                .setId("7")
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
                .putParameters("timeout", parameter(250))
                .putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build())
                .build());

    assertThat(request.id()).isEqualTo("7");
    assertThat(request.outputNames()).containsExactly("y");
    assertThat(request.timeoutMicros()).isEqualTo(250);
  }

  @Test
  void refusesParametersThatMeanNothing() {
    refused(() -> read(Messages.fit().putParameters("timeout", parameter("soon"))), "'timeout'");
    InferParameter none = InferParameter.getDefaultInstance();
    refused(() -> read(Messages.fit().putParameters("a", none)), "expected a value, but got none");
    InferParameter huge = InferParameter.newBuilder().setUint64Param(-1).build();
    refused(() -> read(Messages.fit().putParameters("a", huge)), "but got 18446744073709551615");
  }

  @Test
  void saysWhatIsNotBuilt() {
    ModelInferRequest.Builder shared =
        ModelInferRequest.newBuilder()
            .addInputs(
                Messages.input("x", "FP32", 1)
                    .putParameters("shared_memory_region", parameter("r")));
    unsupported(shared, "shared memory is not supported");
    unsupported(Messages.fit().putParameters("sequence_id", parameter(1)), "sequences");
    unsupported(
        Messages.fit()
            .addOutputs(
                InferRequestedOutputTensor.newBuilder()
                    .setName("y")
                    .putParameters("classification", parameter(2))),
        "classification");
  }

  private static void unsupported(ModelInferRequest.Builder message, String words) {
    assertThatThrownBy(() -> read(message))
        .hasMessageContaining(words)
        .extracting(failure -> ((PlatformException) failure).code())
        .isEqualTo(ErrorCode.UNSUPPORTED);
  }
}
