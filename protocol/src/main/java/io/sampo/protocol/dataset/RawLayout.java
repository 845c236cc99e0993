package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

/** What two files without any header hold. Targets that are integers are classes. */
public record RawLayout(TensorLayout inputs, TensorLayout targets) {
  public RawLayout {
    requireNonNull(inputs, "inputs is null");
    requireNonNull(targets, "targets is null");
    if (inputs.shape().dimension(0) != targets.shape().dimension(0)) {
      throw new IllegalArgumentException(
          "Expected as many targets as inputs, but the shapes are %s and %s"
              .formatted(inputs.shape(), targets.shape()));
    }
  }
}
