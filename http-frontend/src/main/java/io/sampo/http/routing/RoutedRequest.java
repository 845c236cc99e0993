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
 * @param priority as {@code ReplicaProtocol.Infer} has it; 0 for the usual
 * @param parts takes what comes before the last part of an answer, if the caller wants that
 * @param answer completed exactly once, never exceptionally
 */
public record RoutedRequest(
    ModelVersion version,
    RequestId id,
    long deadline,
    TraceContext trace,
    List<Tensor> inputs,
    List<String> outputs,
    int priority,
    AnswerParts parts,
    CompletableFuture<Outcome<InferAnswer>> answer) {

  public RoutedRequest {
    requireNonNull(version, "version is null");
    requireNonNull(id, "id is null");
    requireNonNull(trace, "trace is null");
    requireNonNull(parts, "parts is null");
    requireNonNull(answer, "answer is null");
    if (priority < 0) {
      throw new IllegalArgumentException(
          "Expected a priority of 0 or more, but was [" + priority + "]");
    }
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Of the usual priority, for a caller who wants the answer in one. */
  public RoutedRequest(
      ModelVersion version,
      RequestId id,
      long deadline,
      TraceContext trace,
      List<Tensor> inputs,
      List<String> outputs,
      CompletableFuture<Outcome<InferAnswer>> answer) {
    this(version, id, deadline, trace, inputs, outputs, 0, AnswerParts.NONE, answer);
  }

  public RoutedRequest withPriority(int other) {
    return new RoutedRequest(version, id, deadline, trace, inputs, outputs, other, parts, answer);
  }

  /** For a caller who takes the answer in parts; {@code answer} then gets the last of them. */
  public RoutedRequest withParts(AnswerParts taker) {
    return new RoutedRequest(
        version, id, deadline, trace, inputs, outputs, priority, taker, answer);
  }

  boolean takesParts() {
    return parts != AnswerParts.NONE;
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
