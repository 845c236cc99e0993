package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/**
 * A request that was found good and waits for its forward.
 *
 * @param inputs in the order of the signature
 * @param items how many it adds to a batch; 1 for an unbatched model
 * @param itemShapes the shapes of one item where the signature leaves them open, otherwise empty;
 *     only requests with equal ones share a batch
 * @param arrivedNanos by {@link System#nanoTime()}
 * @param deadlineNanos likewise
 */
record Waiting(
    ReplicaProtocol.Infer request,
    List<Tensor> inputs,
    int items,
    List<Shape> itemShapes,
    long arrivedNanos,
    long deadlineNanos) {
  Waiting {
    requireNonNull(request, "request is null");
    inputs = List.copyOf(inputs);
    itemShapes = List.copyOf(itemShapes);
  }

  Waiting withInputs(List<Tensor> others) {
    return new Waiting(request, others, items, itemShapes, arrivedNanos, deadlineNanos);
  }

  /** Nano times may overflow, so they are compared by their difference. */
  boolean isExpired(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** Priorities as an order: the usual, 0, comes after all others. */
  int rank() {
    return request.priority() == 0 ? Integer.MAX_VALUE : request.priority();
  }

  boolean isBefore(Waiting other) {
    return rank() != other.rank() ? rank() < other.rank() : arrivedNanos - other.arrivedNanos < 0;
  }
}
