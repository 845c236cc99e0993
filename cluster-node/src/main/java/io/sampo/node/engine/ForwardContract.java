package io.sampo.node.engine;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** What a signature demands of the tensors of one forward, whole batches included. Immutable. */
public final class ForwardContract {
  private static final long UNBATCHED = -1;

  private final Signature signature;

  public ForwardContract(Signature signature) {
    this.signature = requireNonNull(signature, "signature is null");
  }

  public Signature signature() {
    return signature;
  }

  /**
   * The inputs in the order of the module's arguments.
   *
   * @throws PlatformException INVALID_ARGUMENT that names the input, what was expected and what
   *     came
   */
  public List<Tensor> arrange(List<Tensor> inputs) {
    if (inputs.size() != signature.inputs().size()) {
      throw invalid(
          "Expected %d inputs, but got %d".formatted(signature.inputs().size(), inputs.size()));
    }
    List<Tensor> arranged = isArranged(inputs) ? inputs : inOrder(inputs);
    long batch = batchSize(arranged);
    for (int i = 0; i < arranged.size(); i++) {
      requireInput(signature.inputs().get(i), arranged.get(i), batch);
    }
    return arranged;
  }

  private boolean isArranged(List<Tensor> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).name().equals(signature.inputs().get(i).name())) {
        return false;
      }
    }
    return true;
  }

  private List<Tensor> inOrder(List<Tensor> inputs) {
    List<Tensor> arranged = new ArrayList<>(inputs.size());
    for (TensorSpec specification : signature.inputs()) {
      arranged.add(find(specification.name(), inputs));
    }
    return List.copyOf(arranged);
  }

  /** The items in these arranged inputs, which an output has to repeat; -1 if unbatched. */
  public long batchSize(List<Tensor> arranged) {
    if (!signature.isBatched()) {
      return UNBATCHED;
    }
    Shape first = arranged.get(0).shape();
    return first.rank() == 0 ? UNBATCHED : first.dimension(0);
  }

  /**
   * Checks what the module gave in one place.
   *
   * @param batch as from {@link #batchSize}
   * @throws PlatformException SIGNATURE_MISMATCH
   */
  public void requireOutput(TensorSpec specification, DataType dataType, Shape shape, long batch) {
    if (dataType != specification.dataType() || !fits(specification.shape(), shape, batch)) {
      Shape expected = wholeShape(specification, batch);
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected output [%s] to be %s %s, but the module gave %s %s"
              .formatted(
                  specification.name(), specification.dataType(), expected, dataType, shape));
    }
  }

  /**
   * @throws PlatformException SIGNATURE_MISMATCH
   */
  public void requireOutputCount(int count) {
    if (count != signature.outputs().size()) {
      throw new PlatformException(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected %d outputs, but the module gave %d"
              .formatted(signature.outputs().size(), count));
    }
  }

  private void requireInput(TensorSpec specification, Tensor tensor, long batch) {
    if (tensor.dataType() != specification.dataType()
        || !fits(specification.shape(), tensor.shape(), batch)) {
      Shape expected = wholeShape(specification, batch);
      throw invalid(
          "Expected input [%s] to be %s %s, but got %s %s"
              .formatted(
                  specification.name(),
                  specification.dataType(),
                  expected,
                  tensor.dataType(),
                  tensor.shape()));
    }
  }

  private boolean fits(Shape item, Shape whole, long batch) {
    return signature.isBatched()
        ? item.acceptsItems(whole) && (batch == UNBATCHED || whole.dimension(0) == batch)
        : item.accepts(whole);
  }

  private Shape wholeShape(TensorSpec specification, long batch) {
    return signature.isBatched() ? specification.shape().prepend(batch) : specification.shape();
  }

  private static Tensor find(String name, List<Tensor> inputs) {
    for (Tensor input : inputs) {
      if (input.name().equals(name)) {
        return input;
      }
    }
    throw invalid(
        "Expected an input [%s], but got %s"
            .formatted(name, inputs.stream().map(Tensor::name).toList()));
  }

  private static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
