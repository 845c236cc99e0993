package io.sampo.cluster.bench;

import io.sampo.cluster.load.PreparedRequest;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Requests of the inference protocol for one model with one FP32 input, with the same values from 0
 * to 1 in all.
 */
public final class InferRequests {

  private static final int STEPS = 251;

  private final String model;
  private final TensorSpec input;
  private final String parameters;

  private InferRequests(String model, TensorSpec input, String parameters) {
    this.model = model;
    this.input = input;
    this.parameters = parameters;
  }

  /**
   * @param model the name under which it is deployed
   */
  public static InferRequests to(String model, BenchModel kind) {
    return new InferRequests(model, kind.input(), "");
  }

  /** With a deadline of their own. */
  public InferRequests within(Duration timeout) {
    return new InferRequests(model, input, ",\"timeout\":" + timeout.toNanos() / 1_000);
  }

  /** Tensors as raw bytes both ways. */
  public PreparedRequest binary(int items) {
    byte[] json = binaryHead(items).getBytes(StandardCharsets.UTF_8);
    return PreparedRequest.post(
        "/v2/models/" + model + "/infer",
        Map.of(
            "Content-Type",
            "application/octet-stream",
            "Inference-Header-Content-Length",
            Integer.toString(json.length)),
        binaryBody(items));
  }

  /** The very bytes of {@link #binary}, sent to be sent back. */
  public PreparedRequest echo(int items) {
    return PreparedRequest.post(
        "/echo", Map.of("Content-Type", "application/octet-stream"), binaryBody(items));
  }

  /** Everything as JSON numbers. */
  public PreparedRequest json(int items) {
    float[] values = values(items);
    StringBuilder data = new StringBuilder();
    for (float value : values) {
      data.append(data.length() == 0 ? "" : ",").append(value);
    }
    String body =
        "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":[%s]}]}"
            .formatted(input.name(), shape(items), data);
    return PreparedRequest.post(
        "/v2/models/" + model + "/infer",
        Map.of("Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] binaryBody(int items) {
    float[] values = values(items);
    ByteBuffer tensor =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensor.asFloatBuffer().put(values);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(binaryHead(items).getBytes(StandardCharsets.UTF_8));
    body.writeBytes(tensor.array());
    return body.toByteArray();
  }

  private String binaryHead(int items) {
    return ("{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":%s,"
            + "\"parameters\":{\"binary_data_size\":%d}}],"
            + "\"parameters\":{\"binary_data_output\":true%s}}")
        .formatted(input.name(), shape(items), elements(items) * Float.BYTES, parameters);
  }

  private String shape(int items) {
    return LongStream.concat(LongStream.of(items), Arrays.stream(input.shape().dimensions()))
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private float[] values(int items) {
    float[] values = new float[elements(items)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % STEPS) / (float) STEPS;
    }
    return values;
  }

  private int elements(int items) {
    return Math.toIntExact(items * input.shape().elementCount());
  }
}
