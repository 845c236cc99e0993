package io.sampo.cluster.scenario;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc;
import io.sampo.protocol.grpc.InferTensorContents;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferRequest.InferInputTensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Messages of the inference protocol for a model with one input {@code input} of FP32 [N,16], and
 * how they are spoilt; each seed gives the same again.
 */
final class HostileMessages {

  /** The call for an inference, with messages as they are. */
  static final MethodDescriptor<byte[], byte[]> INFER =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName())
          .setRequestMarshaller(new PlainBytes())
          .setResponseMarshaller(new PlainBytes())
          .build();

  private static final class PlainBytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  private final byte[] raw;
  private final byte[] typed;

  /**
   * @param model the name under which it is deployed
   */
  HostileMessages(String model) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(1).addShape(16);
    raw =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .setId("7")
            .addInputs(input)
            .addRawInputContents(ByteString.copyFrom(new byte[64]))
            .build()
            .toByteArray();
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (int i = 0; i < 16; i++) {
      contents.addFp32Contents(i);
    }
    typed =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .addInputs(input.setContents(contents))
            .build()
            .toByteArray();
  }

  /** Up to five changes: bytes replaced, bits turned over, or the end cut off. */
  byte[] spoilt(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = (random.nextBoolean() ? raw : typed).clone();
    for (int i = random.nextInt(1, 6); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }
}
