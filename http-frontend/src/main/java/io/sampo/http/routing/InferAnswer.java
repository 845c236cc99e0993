package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/**
 * What a model answered.
 *
 * @param attempts how many replicas were asked for it
 */
public record InferAnswer(List<Tensor> outputs, InferTimings timings, int attempts) {

  public InferAnswer {
    requireNonNull(timings, "timings is null");
    outputs = List.copyOf(outputs);
  }
}
