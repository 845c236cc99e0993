package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** The model version that a request is checked against. */
public record InferTarget(ModelVersion version, Signature signature) {

  public InferTarget {
    requireNonNull(version, "version is null");
    requireNonNull(signature, "signature is null");
  }

  /** The model's name, as messages show it. */
  public String model() {
    return version.model().value();
  }

  /**
   * An input by its name.
   *
   * @param place where it is looked for first: of many inputs each mostly comes at its own
   */
  public Optional<TensorSpec> input(String name, int place) {
    List<TensorSpec> inputs = signature.inputs();
    if (place < inputs.size() && inputs.get(place).name().equals(name)) {
      return Optional.of(inputs.get(place));
    }
    for (TensorSpec input : inputs) {
      if (input.name().equals(name)) {
        return Optional.of(input);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a plan prepares what requests bring, so that it is for the plan to say what may be
   * missing.
   */
  public boolean takesRawRows() {
    return signature.plan() != null;
  }

  public boolean hasOutput(String name) {
    return signature.outputs().stream().anyMatch(output -> output.name().equals(name));
  }

  /** The shape that clients see: with the batch dimension, -1, in front of a batched model's. */
  public Shape fullShape(TensorSpec specification) {
    return signature.isBatched() ? specification.shape().prepend(-1) : specification.shape();
  }
}
