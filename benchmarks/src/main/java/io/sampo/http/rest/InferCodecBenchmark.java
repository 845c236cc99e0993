package io.sampo.http.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sampo.benchmark.MicroBenchmark;
import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.server.Body;
import io.sampo.http.server.ContentCoding;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * From the body of a request to its tensors, and from output tensors to a response; one FP32 tensor
 * each way. HTTP itself is not part of it.
 */
public class InferCodecBenchmark extends MicroBenchmark {

  private static final int STEPS = 251;

  /** How tensors are written, both ways. */
  @Param public OutputForm form;

  /** The smallest request that is worth one, and a batch of images. */
  @Param({"1x16", "32x1x28x28"})
  public String shape;

  private InferTarget target;
  private Body body;
  private String headerLength;
  private InferRequest request;
  private List<Tensor> outputs;

  @Setup
  public void prepare() {
    long[] dimensions = Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
    Shape whole = Shape.of(dimensions);
    float[] values = new float[(int) whole.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % STEPS) / (float) STEPS;
    }
    target = target(whole.withoutFirst());
    outputs = List.of(Tensor.ofFloats("output", whole, values));
    if (form == OutputForm.BINARY) {
      prepareBinary(dimensions, Tensor.ofFloats("input", whole, values));
    } else {
      prepareJson(dimensions, values);
    }
    request = InferRequestParser.parse(body, headerLength, target);
  }

  private static InferTarget target(Shape item) {
    Signature signature =
        new Signature(
            List.of(new TensorSpec("input", DataType.FP32, item)),
            List.of(new TensorSpec("output", DataType.FP32, item)),
            64,
            List.of());
    return new InferTarget(ModelVersion.of("identity", "1"), signature);
  }

  private void prepareJson(long[] dimensions, float[] values) {
    String data =
        IntStream.range(0, values.length)
            .mapToObj(i -> Float.toString(values[i]))
            .collect(Collectors.joining(","));
    body = Body.of(head(dimensions, "\"data\":[" + data + "]", false));
    headerLength = null;
  }

  private void prepareBinary(long[] dimensions, Tensor input) {
    byte[] json =
        head(dimensions, "\"parameters\":{\"binary_data_size\":" + input.byteCount() + "}", true);
    byte[] all = Arrays.copyOf(json, json.length + input.byteCount());
    input.data().get(all, json.length, input.byteCount());
    body = Body.of(all);
    headerLength = Integer.toString(json.length);
  }

  private static byte[] head(long[] dimensions, String data, boolean binaryAnswer) {
    return ("{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":%s,%s}],"
            + "\"parameters\":{\"binary_data_output\":%s}}")
        .formatted(Arrays.toString(dimensions), data, binaryAnswer)
        .getBytes(UTF_8);
  }

  @Benchmark
  public Object parseRequest() {
    return InferRequestParser.parse(body, headerLength, target);
  }

  @Benchmark
  public Object printResponse() {
    return InferResponse.of(
        InferReplyWriter.write(request, target, outputs), ContentCoding.IDENTITY);
  }
}
