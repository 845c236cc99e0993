package io.sampo.cluster.scenario;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** FP32 numbers as the binary extension of the inference protocol sends them. */
final class BinaryTensor {
  /** The bytes of JSON before the tensors. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private BinaryTensor() {}

  /**
   * A request.
   *
   * @param jsonLength how much of the body is JSON
   */
  record Request(byte[] body, int jsonLength) {}

  /** A request of one input that wants a binary answer. */
  static Request request(String input, long[] shape, float[] numbers) {
    String head =
        """
        {"inputs":[{"name":"%s","datatype":"FP32","shape":%s,\
        "parameters":{"binary_data_size":%d}}],"parameters":{"binary_data_output":true}}"""
            .formatted(input, Arrays.toString(shape), numbers.length * Float.BYTES);
    byte[] json = head.getBytes(StandardCharsets.UTF_8);
    ByteBuffer tensor =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensor.asFloatBuffer().put(numbers);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    body.writeBytes(tensor.array());
    return new Request(body.toByteArray(), json.length);
  }

  /** All numbers behind the JSON of an answer. */
  static float[] numbers(byte[] body, int jsonLength) {
    float[] numbers = new float[(body.length - jsonLength) / Float.BYTES];
    ByteBuffer.wrap(body, jsonLength, body.length - jsonLength)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(numbers);
    return numbers;
  }
}
