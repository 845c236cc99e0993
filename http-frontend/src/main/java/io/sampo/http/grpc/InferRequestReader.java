package io.sampo.http.grpc;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.Refusal;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferRequest.InferInputTensor;
import io.sampo.protocol.grpc.ModelInferRequest.InferRequestedOutputTensor;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From a message to the request that it means. Throws only the caller's faults. */
final class InferRequestReader {

  private static final int MOST_NAMES = 1024;
  private static final int MOST_DIMENSIONS = 64;

  private final ModelInferRequest message;
  private final boolean raw;

  private InferRequestReader(ModelInferRequest message) {
    this.message = message;
    this.raw = message.getRawInputContentsCount() > 0;
  }

  /**
   * @throws PlatformException if the message contradicts itself or asks for what is not built
   */
  static InferRequest read(ModelInferRequest message) {
    return new InferRequestReader(message).read();
  }

  private InferRequest read() {
    Parameters parameters = ParameterMessages.read(message.getParametersMap());
    parameters.requireNoSequence();
    return new InferRequest(
        message.getId(),
        inputs(),
        outputs(),
        OutputForm.BINARY,
        parameters.timeoutMicros(),
        parameters.priority());
  }

  private List<Tensor> inputs() {
    if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
      throw Refusal.invalid(
          "expected raw_input_contents for each of %d inputs for model '%s', but got %d",
          message.getInputsCount(), message.getModelName(), message.getRawInputContentsCount());
    }
    Set<String> names = new HashSet<>();
    List<Tensor> tensors = new ArrayList<>(message.getInputsCount());
    for (int i = 0; i < message.getInputsCount(); i++) {
      InferInputTensor input = message.getInputs(i);
      requireNew("input", names, input.getName());
      tensors.add(input(input, i));
    }
    return tensors;
  }

  private Tensor input(InferInputTensor input, int index) {
    String name = input.getName();
    if (input.containsParameters("shared_memory_region")) {
      throw Refusal.unsupported(
          "shared memory is not supported, but input '" + name + "' asks for it");
    }
    DataType datatype = datatype(input);
    Shape shape = shape(input);
    long elements = elements(shape, name);
    if (!raw) {
      byte[] data = TypedContents.read(name, datatype, elements, input.getContents());
      return Tensor.wrap(name, datatype, shape, data);
    }
    if (input.hasContents()) {
      throw Refusal.invalid(
          "contents field must not be specified when using raw_input_contents for '%s' for model"
              + " '%s'",
          name, message.getModelName());
    }
    return RawContents.read(
        name, datatype, shape, message.getRawInputContents(index), message.getModelName());
  }

  private static DataType datatype(InferInputTensor input) {
    try {
      return DataType.valueOf(input.getDatatype());
    } catch (IllegalArgumentException unknown) {
      throw Refusal.invalid(
          "invalid datatype '%s' of input '%s': expected one of %s",
          input.getDatatype(), input.getName(), Arrays.toString(DataType.values()));
    }
  }

  private static Shape shape(InferInputTensor input) {
    if (input.getShapeCount() > MOST_DIMENSIONS) {
      throw Refusal.invalid(
          "invalid shape of input '%s': more than %d dimensions", input.getName(), MOST_DIMENSIONS);
    }
    long[] dimensions = new long[input.getShapeCount()];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = input.getShape(i);
      if (dimensions[i] < 0) {
        throw Refusal.invalid(
            "invalid shape of input '%s': expected dimensions of 0 or more, but got %d",
            input.getName(), dimensions[i]);
      }
    }
    return Shape.of(dimensions);
  }

  private static long elements(Shape shape, String name) {
    try {
      return shape.elementCount();
    } catch (ArithmeticException overflow) {
      throw Refusal.invalid("the shape %s of input '%s' has too many elements", shape, name);
    }
  }

  private List<RequestedOutput> outputs() {
    Set<String> names = new HashSet<>();
    List<RequestedOutput> outputs = new ArrayList<>(message.getOutputsCount());
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      requireNew("output", names, output.getName());
      ParameterMessages.read(output.getParametersMap()).requireSupportedOutput(output.getName());
      outputs.add(new RequestedOutput(output.getName(), OutputForm.BINARY));
    }
    return outputs;
  }

  private static void requireNew(String kind, Set<String> names, String name) {
    if (!names.add(name)) {
      throw Refusal.invalid("Expected different %s names, but '%s' came twice", kind, name);
    }
    if (names.size() > MOST_NAMES) {
      throw Refusal.invalid("Expected at most %d %ss, but got more", MOST_NAMES, kind);
    }
  }
}
