package io.sampo.http.rest;

import static io.sampo.http.inference.Targets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.http.inference.Targets;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InferReplyWriterTest {

  private static final InferTarget TARGET = Targets.target(DataType.FP32, -1);
  private static final Tensor FLOATS = Tensor.ofFloats("y", Shape.of(1, 2), 1.5f, -2);

  private static InferRequest request(String id, OutputForm form, RequestedOutput... outputs) {
    return new InferRequest(id, List.of(), List.of(outputs), form, 0, 0);
  }

  private static String json(Tensor... outputs) {
    return text(InferReplyWriter.write(request("", OutputForm.JSON), TARGET, List.of(outputs)));
  }

  private static String text(InferReply reply) {
    return new String(reply.json(), StandardCharsets.UTF_8);
  }

  private static Tensor longs(DataType datatype, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return Tensor.wrap("y", datatype, Shape.of(values.length), bytes.array());
  }

  @Test
  @DisplayName("I02 I03 I04 writes id, names, version and flat data")
  void writesFlatData() {
    InferReply reply =
        InferReplyWriter.write(request("7", OutputForm.JSON), TARGET, List.of(FLOATS));

    assertThat(text(reply))
        .isEqualTo(
            "{\"id\":\"7\",\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.5,-2.0]}]}");
    assertThat(reply.isBinary()).isFalse();
    assertThat(json(FLOATS)).doesNotContain("\"id\"");
  }

  @Test
  @DisplayName("I05 writes 64-bit integers without loss")
  void writesLargeIntegers() {
    assertThat(json(longs(DataType.UINT64, -1, 9007199254740993L)))
        .contains("[18446744073709551615,9007199254740993]");
    assertThat(json(longs(DataType.INT64, Long.MIN_VALUE))).contains("[-9223372036854775808]");
  }

  @Test
  void writesSmallIntegersAndTruth() {
    byte[] bytes = {(byte) 255, 1};

    assertThat(json(Tensor.wrap("y", DataType.UINT8, Shape.of(2), bytes))).contains("[255,1]");
    assertThat(json(Tensor.wrap("y", DataType.INT8, Shape.of(2), bytes))).contains("[-1,1]");
    assertThat(json(Tensor.wrap("y", DataType.UINT16, Shape.of(1), bytes))).contains("[511]");
    assertThat(json(Tensor.wrap("y", DataType.BOOL, Shape.of(2), bytes))).contains("[true,true]");
  }

  @Test
  @DisplayName("I06 I07 I22 refuses what JSON cannot say")
  void refusesWhatJsonCannotSay() {
    Tensor half = Tensor.wrap("y", DataType.FP16, Shape.of(1), new byte[2]);
    Tensor notUtf8 =
        Tensor.wrap("y", DataType.BYTES, Shape.of(1), new byte[] {1, 0, 0, 0, (byte) 0xff});

    refused(() -> json(half), "via JSON is not supported. Please use the binary data format");
    refused(() -> json(notUtf8), "no UTF-8");
    refused(() -> json(Tensor.ofFloats("y", Shape.of(1), Float.NaN)), "JSON cannot express");
    refused(
        () -> json(Tensor.ofFloats("y", Shape.of(1), Float.POSITIVE_INFINITY)),
        "JSON cannot express");
  }

  @Test
  @DisplayName("I07 writes strings")
  void writesStrings() {
    Tensor strings =
        Tensor.wrap(
            "y",
            DataType.BYTES,
            Shape.of(2),
            new byte[] {2, 0, 0, 0, (byte) 0xc3, (byte) 0xa4, 0, 0, 0, 0});

    assertThat(json(strings)).contains("[\"ä\",\"\"]");
  }

  @Test
  @DisplayName("I14 writes only the outputs that were asked for, in that order")
  void writesOnlyWhatWasAskedFor() {
    Tensor other = Tensor.ofFloats("z", Shape.of(1), 3);

    InferReply reply =
        InferReplyWriter.write(
            request("", OutputForm.JSON, new RequestedOutput("z", OutputForm.JSON)),
            TARGET,
            List.of(FLOATS, other));

    assertThat(text(reply)).contains("\"z\"").doesNotContain("\"y\"");
  }

  @Test
  @DisplayName("B10 writes binary outputs behind the JSON")
  void writesBinaryOutputs() {
    InferReply reply =
        InferReplyWriter.write(request("", OutputForm.BINARY), TARGET, List.of(FLOATS));

    assertThat(text(reply)).contains("\"parameters\":{\"binary_data_size\":8}}");
    assertThat(text(reply)).doesNotContain("\"data\"");
    assertThat(reply.binary()).hasSize(1);
    assertThat(reply.binary().get(0).order(ByteOrder.LITTLE_ENDIAN).getFloat(4)).isEqualTo(-2f);
  }

  @Test
  @DisplayName("B12 an answer with only empty binary outputs is JSON")
  void emptyBinaryOutputsAreJson() {
    Tensor empty = Tensor.wrap("y", DataType.FP32, Shape.of(0), new byte[0]);

    InferReply reply =
        InferReplyWriter.write(request("", OutputForm.BINARY), TARGET, List.of(empty));

    assertThat(reply.isBinary()).isFalse();
    assertThat(text(reply)).contains("\"binary_data_size\":0");
  }
}
