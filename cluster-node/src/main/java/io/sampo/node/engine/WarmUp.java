package io.sampo.node.engine;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A forward on zeros, which shows before the first request whether a module and its signature fit.
 */
public final class WarmUp {
  private WarmUp() {}

  /**
   * Zeros for each input: one item, and one wherever any size is allowed.
   *
   * @throws PlatformException UNSUPPORTED for an input whose elements have no fixed size
   */
  public static List<Tensor> inputs(Signature signature) {
    return signature.inputs().stream()
        .map(specification -> zeros(specification, signature.isBatched()))
        .toList();
  }

  /**
   * Runs the model once. Blocks.
   *
   * @throws PlatformException SIGNATURE_MISMATCH if the module fails on zeros, or gives what the
   *     signature does not say; other codes as {@link LoadedModel#forward}
   */
  public static List<Tensor> run(LoadedModel model, Signature signature) {
    try {
      return model.forward(inputs(signature));
    } catch (PlatformException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        throw new PlatformException(ErrorCode.SIGNATURE_MISMATCH, e.getMessage(), e);
      }
      throw e;
    }
  }

  private static Tensor zeros(TensorSpec specification, boolean batched) {
    DataType dataType = specification.dataType();
    if (!dataType.hasFixedSize()) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected datatypes of a fixed size, but input [%s] is %s"
              .formatted(specification.name(), dataType));
    }
    Shape item =
        Shape.of(
            LongStream.of(specification.shape().dimensions())
                .map(dimension -> dimension < 0 ? 1 : dimension)
                .toArray());
    Shape shape = batched ? item.prepend(1) : item;
    long bytes = Math.multiplyExact(shape.elementCount(), dataType.elementBytes());
    if (bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw new PlatformException(
          ErrorCode.TENSOR_TOO_LARGE,
          "Expected tensors below 2 GiB, but input [%s] takes %d bytes"
              .formatted(specification.name(), bytes));
    }
    return Tensor.wrap(specification.name(), dataType, shape, new byte[(int) bytes]);
  }
}
