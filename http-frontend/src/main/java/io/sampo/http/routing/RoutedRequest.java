package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A request on its way through this node's router. Stays in the JVM.
 *
 * @param id different from that of every other request of the cluster
 * @param deadline in nanoseconds of {@link System#nanoTime}
 * @param outputs the names wanted; empty means all
 * @param answer completed exactly once, never exceptionally
 */
public record RoutedRequest(
    ModelVersion version,
    RequestId id,
    long deadline,
    TraceContext trace,
    List<Tensor> inputs,
    List<String> outputs,
    CompletableFuture<Outcome<InferAnswer>> answer) {

  public RoutedRequest {
    requireNonNull(version, "version is null");
    requireNonNull(id, "id is null");
    requireNonNull(trace, "trace is null");
    requireNonNull(answer, "answer is null");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Bytes of all inputs together. */
  long inputBytes() {
    long sum = 0;
    for (Tensor input : inputs) {
      sum += input.byteCount();
    }
    return sum;
  }
}
