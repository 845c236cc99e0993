package io.sampo.http.grpc;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.grpc.ModelInferResponse;
import io.sampo.protocol.grpc.ModelInferResponse.InferOutputTensor;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/** From the outputs of a model to a message; always with raw contents. */
final class InferResponseWriter {

  private InferResponseWriter() {}

  /**
   * Writes the outputs that the request asks for, in its order, or all in the model's.
   *
   * @throws PlatformException if the model did not give an output
   */
  static ModelInferResponse.Builder write(
      InferRequest request, InferTarget target, List<Tensor> outputs) {
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(target.model())
            .setModelVersion(target.version().version().value())
            .setId(request.id());
    if (request.outputs().isEmpty()) {
      outputs.forEach(output -> add(output, response));
    }
    for (RequestedOutput requested : request.outputs()) {
      add(find(requested.name(), outputs), response);
    }
    return response;
  }

  private static Tensor find(String name, List<Tensor> outputs) {
    return outputs.stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlatformException(
                    ErrorCode.INTERNAL,
                    "Expected output [" + name + "] of the model, but it gave none"));
  }

  private static void add(Tensor output, ModelInferResponse.Builder response) {
    InferOutputTensor.Builder described =
        InferOutputTensor.newBuilder().setName(output.name()).setDatatype(output.dataType().name());
    for (int i = 0; i < output.shape().rank(); i++) {
      described.addShape(output.shape().dimension(i));
    }
    response.addOutputs(described).addRawOutputContents(RawContents.write(output));
  }
}
