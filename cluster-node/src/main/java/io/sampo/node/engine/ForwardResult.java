package io.sampo.node.engine;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/**
 * What one run of a module gave.
 *
 * @param outputs of each request, in the order of the requests
 */
public record ForwardResult(List<List<Tensor>> outputs, ForwardTimes times) {
  public ForwardResult {
    outputs = List.copyOf(outputs);
    requireNonNull(times, "times is null");
  }
}
