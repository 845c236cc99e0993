package io.sampo.http.inference;

import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a request fits a signature, in the words of the protocol. */
public final class RequestValidator {

  private RequestValidator() {}

  /** Throws {@code INVALID_ARGUMENT} with the first fault. */
  public static void requireFit(InferRequest request, InferTarget target) {
    List<Tensor> inputs = request.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      requireInput(inputs.get(i), i, target);
    }
    requireAll(request.inputs(), target);
    for (RequestedOutput output : request.outputs()) {
      if (!target.hasOutput(output.name())) {
        throw Refusal.invalid(
            "unexpected inference output '%s' for model '%s'", output.name(), target.model());
      }
    }
    if (target.signature().isBatched()) {
      requireBatch(request.inputs(), target);
    }
  }

  private static void requireInput(Tensor input, int place, InferTarget target) {
    TensorSpec expected =
        target
            .input(input.name(), place)
            .orElseThrow(
                () ->
                    Refusal.invalid(
                        "unexpected inference input '%s' for model '%s'",
                        input.name(), target.model()));
    if (input.dataType() != expected.dataType()) {
      throw Refusal.invalid(
          "inference input '%s' data-type is '%s', but model '%s' expects '%s'",
          input.name(), input.dataType(), target.model(), expected.dataType());
    }
    Shape shape = target.fullShape(expected);
    if (!shape.accepts(input.shape())) {
      throw Refusal.invalid(
          "unexpected shape for input '%s' for model '%s'. Expected %s, got %s",
          input.name(), target.model(), shape, input.shape());
    }
  }

  /** Names differ and are all known, so that only the number has to be compared. */
  private static void requireAll(List<Tensor> inputs, InferTarget target) {
    List<TensorSpec> expected = target.signature().inputs();
    if (inputs.size() == expected.size()) {
      return;
    }
    List<String> given = inputs.stream().map(Tensor::name).toList();
    List<String> missing =
        expected.stream().map(TensorSpec::name).filter(name -> !given.contains(name)).toList();
    throw Refusal.invalid(
        "expected %d inputs but got %d inputs for model '%s'. Got input(s) %s, but missing required"
            + " input(s) %s. Please provide all required input(s)",
        expected.size(), given.size(), target.model(), quoted(given), quoted(missing));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(",", "[", "]"));
  }

  private static void requireBatch(List<Tensor> inputs, InferTarget target) {
    long batch = inputs.get(0).shape().dimension(0);
    for (Tensor input : inputs) {
      if (input.shape().dimension(0) != batch) {
        throw Refusal.invalid(
            "input '%s' batch size does not match other inputs for '%s': expected %d, got %d",
            input.name(), target.model(), batch, input.shape().dimension(0));
      }
    }
    int most = target.signature().maxBatchSize();
    if (batch > most) {
      throw Refusal.invalid(
          "inference request batch-size must be <= %d for '%s'", most, target.model());
    }
  }
}
