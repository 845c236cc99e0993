package io.sampo.node.replica;

import io.sampo.node.engine.ForwardContract;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/**
 * Checks a request against the signature before it may share a batch, so that a bad one fails
 * alone.
 */
final class RequestCheck {
  private final Signature signature;
  private final ForwardContract contract;
  private final boolean openShapes;

  RequestCheck(Signature signature) {
    this.signature = signature;
    this.contract = new ForwardContract(signature);
    this.openShapes = signature.inputs().stream().anyMatch(input -> !input.shape().isConcrete());
  }

  /**
   * @param arrivedNanos by {@link System#nanoTime()}
   * @throws PlatformException INVALID_ARGUMENT for inputs or output names that do not fit,
   *     DEADLINE_EXCEEDED if no time is left
   */
  Waiting admit(ReplicaProtocol.Infer request, long arrivedNanos) {
    if (request.timeLeft().isNegative() || request.timeLeft().isZero()) {
      throw new PlatformException(
          ErrorCode.DEADLINE_EXCEEDED, "Expected time left for the request, but there was none");
    }
    requireOutputs(request.outputs());
    List<Tensor> inputs = contract.arrange(request.inputs());
    return new Waiting(
        request,
        inputs,
        items(inputs),
        itemShapes(inputs),
        arrivedNanos,
        arrivedNanos + request.timeLeft().toNanos());
  }

  private int items(List<Tensor> inputs) {
    if (!signature.isBatched()) {
      return 1;
    }
    long items = contract.batchSize(inputs);
    if (items < 1 || items > signature.maxBatchSize()) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected a batch of 1 to %d, but was [%d]".formatted(signature.maxBatchSize(), items));
    }
    return (int) items;
  }

  private List<Shape> itemShapes(List<Tensor> inputs) {
    if (!openShapes) {
      return List.of();
    }
    return inputs.stream()
        .map(input -> signature.isBatched() ? input.shape().withoutFirst() : input.shape())
        .toList();
  }

  private void requireOutputs(List<String> wanted) {
    for (String name : wanted) {
      if (signature.outputs().stream().noneMatch(output -> output.name().equals(name))) {
        throw new PlatformException(
            ErrorCode.INVALID_ARGUMENT, "Expected a known output, but got [" + name + "]");
      }
    }
  }
}
