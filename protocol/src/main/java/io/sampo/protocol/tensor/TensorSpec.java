package io.sampo.protocol.tensor;

import static java.util.Objects.requireNonNull;

/** What a model expects or gives in one place: name, datatype, and shape with -1 for "any". */
public record TensorSpec(String name, DataType dataType, Shape shape) {
  public TensorSpec {
    requireNonNull(name, "name is null");
    requireNonNull(dataType, "dataType is null");
    requireNonNull(shape, "shape is null");
    if (name.isBlank()) {
      throw new IllegalArgumentException("Expected a tensor name, but it was blank");
    }
  }
}
