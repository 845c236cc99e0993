package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
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

  public Optional<TensorSpec> input(String name) {
    for (TensorSpec input : signature.inputs()) {
      if (input.name().equals(name)) {
        return Optional.of(input);
      }
    }
    return Optional.empty();
  }

  public boolean hasOutput(String name) {
    return signature.outputs().stream().anyMatch(output -> output.name().equals(name));
  }

  /** The shape that clients see: with the batch dimension, -1, in front of a batched model's. */
  public Shape fullShape(TensorSpec specification) {
    return signature.isBatched() ? specification.shape().prepend(-1) : specification.shape();
  }
}
