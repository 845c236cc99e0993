package io.sampo.protocol.transfer;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;

/** A tensor without its bytes. */
public record TensorHeader(TensorSpec specification, int byteCount) {
  public TensorHeader {
    requireNonNull(specification, "specification is null");
    if (byteCount < 0) {
      throw new IllegalArgumentException(
          "Expected a byteCount of 0 or more, but was [" + byteCount + "]");
    }
  }

  public static TensorHeader of(Tensor tensor) {
    return new TensorHeader(tensor.specification(), tensor.byteCount());
  }
}
