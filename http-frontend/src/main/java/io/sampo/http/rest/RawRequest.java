package io.sampo.http.rest;

import io.sampo.http.inference.BinaryTensors;
import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.LittleEndianBuffer;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.Refusal;
import io.sampo.http.server.Body;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;

/**
 * A request without any JSON: the body is the only input of the model, as a batch of one. The
 * signature tells its datatype and shape.
 */
final class RawRequest {

  private RawRequest() {}

  static InferRequest of(Body body, InferTarget target) {
    List<TensorSpec> inputs = target.signature().inputs();
    if (inputs.size() != 1) {
      throw Refusal.invalid(
          "a raw request needs a model with one input, but model '%s' has %d",
          target.model(), inputs.size());
    }
    TensorSpec input = inputs.get(0);
    Tensor tensor =
        input.dataType() == DataType.BYTES
            ? bytes(body, input, target)
            : fixed(body, input, target);
    return new InferRequest("", List.of(tensor), List.of(), OutputForm.BINARY, 0, 0);
  }

  private static Tensor bytes(Body body, TensorSpec input, InferTarget target) {
    Shape one = Shape.of(1);
    if (!input.shape().accepts(one)) {
      throw Refusal.invalid(
          "a raw request needs BYTES of shape [1], but input '%s' of model '%s' has shape %s",
          input.name(), target.model(), input.shape());
    }
    LittleEndianBuffer sized = new LittleEndianBuffer(body.length() + (long) Integer.BYTES);
    sized.putSized(Arrays.copyOf(body.bytes(), body.length()));
    return Tensor.wrap(input.name(), DataType.BYTES, batched(one, target), sized.toArray());
  }

  private static Tensor fixed(Body body, TensorSpec input, InferTarget target) {
    long[] dimensions = input.shape().dimensions();
    long known = input.dataType().elementBytes();
    int variable = -1;
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] >= 0) {
        known = Math.multiplyExact(known, dimensions[i]);
        continue;
      }
      if (variable >= 0) {
        throw Refusal.invalid(
            "a raw request needs at most one variable dimension, but input '%s' of model '%s' has"
                + " shape %s",
            input.name(), target.model(), input.shape());
      }
      variable = i;
    }
    if (variable >= 0) {
      dimensions[variable] = known == 0 ? 0 : body.length() / known;
    }
    Shape shape = batched(Shape.of(dimensions), target);
    BinaryTensors binary = new BinaryTensors(body.bytes(), 0, body.length(), target.model());
    return binary.next(input.name(), input.dataType(), shape, body.length());
  }

  private static Shape batched(Shape shape, InferTarget target) {
    return target.signature().isBatched() ? shape.prepend(1) : shape;
  }
}
