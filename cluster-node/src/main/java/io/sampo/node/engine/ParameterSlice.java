package io.sampo.node.engine;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.Shape;

/**
 * Where one parameter lies in the flat row.
 *
 * @param offset in floats
 */
public record ParameterSlice(String name, Shape shape, int offset) {
  public ParameterSlice {
    requireNonNull(name, "name is null");
    requireNonNull(shape, "shape is null");
    if (offset < 0) {
      throw new IllegalArgumentException("Expected an offset of 0 or more, but was " + offset);
    }
  }

  public int floats() {
    return Math.toIntExact(shape.elementCount());
  }
}
