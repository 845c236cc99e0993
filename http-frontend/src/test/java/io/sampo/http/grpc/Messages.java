package io.sampo.http.grpc;

import com.google.protobuf.ByteString;
import io.sampo.protocol.grpc.InferParameter;
import io.sampo.protocol.grpc.InferTensorContents;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferRequest.InferInputTensor;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Messages as clients send them. */
final class Messages {

  private Messages() {}

  static InferInputTensor.Builder input(String name, String datatype, long... shape) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(datatype)
        .addAllShape(LongStream.of(shape).boxed().toList());
  }

  /** A request for {@code m} with one input {@code x} of so many dimensions and raw bytes. */
  static ModelInferRequest.Builder raw(String datatype, byte[] bytes, long... shape) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(input("x", datatype, shape))
        .addRawInputContents(ByteString.copyFrom(bytes));
  }

  /** A request for {@code m} with one input {@code x} and typed elements. */
  static ModelInferRequest.Builder typed(
      String datatype, Consumer<InferTensorContents.Builder> elements, long... shape) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    elements.accept(contents);
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(input("x", datatype, shape).setContents(contents));
  }

  /** What model {@code m} of the fixtures takes. */
  static ModelInferRequest.Builder fit() {
    return raw("FP32", floats(1, 2), 1, 2);
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static InferParameter parameter(boolean value) {
    return InferParameter.newBuilder().setBoolParam(value).build();
  }

  static InferParameter parameter(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  static InferParameter parameter(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  static String hex(Tensor tensor) {
    byte[] bytes = new byte[tensor.byteCount()];
    tensor.data().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
