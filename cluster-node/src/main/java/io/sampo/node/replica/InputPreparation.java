package io.sampo.node.replica;

import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.InputPlan;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Makes what a module takes of the raw rows of a request, with the very plan that made the inputs
 * it was trained on. Thread-safe.
 */
final class InputPreparation {
  private static final int MOST_BYTES = Integer.MAX_VALUE - Long.BYTES;

  private final InputPlan inputs;
  private final PreprocessingPlan plan;
  private final int rowBytes;
  private final Shape itemShape;

  InputPreparation(InputPlan inputs) {
    this.inputs = inputs;
    this.plan = inputs.plan();
    this.rowBytes = Math.multiplyExact(plan.width(), Float.BYTES);
    this.itemShape = inputs.itemShape();
  }

  /**
   * @param raw in the order of the served signature, which they are known to fit
   * @param rows how many there are
   * @throws PlatformException INVALID_ARGUMENT that names the row and the feature, if something is
   *     missing, not finite or unknown and the plan does not allow for it: a row that training
   *     would have left out is refused. TENSOR_TOO_LARGE if the inputs take 2 GiB
   */
  List<Tensor> prepare(List<Tensor> raw, int rows) {
    RawRows source = new RawRows(inputs, raw);
    ByteBuffer prepared = ByteBuffer.wrap(new byte[bytes(rows)]).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      try {
        plan.apply(source.row(row), prepared, row * rowBytes);
      } catch (PlatformException fault) {
        throw new PlatformException(
            fault.code(), "%s, in row %d".formatted(fault.getMessage(), row));
      }
    }
    return List.of(
        Tensor.wrap(
            inputs.moduleInput().name(), DataType.FP32, itemShape.prepend(rows), prepared.array()));
  }

  private int bytes(int rows) {
    long bytes = (long) rows * rowBytes;
    if (bytes > MOST_BYTES) {
      throw new PlatformException(
          ErrorCode.TENSOR_TOO_LARGE,
          "Expected a batch below 2 GiB, but %d rows take %d bytes".formatted(rows, bytes));
    }
    return (int) bytes;
  }
}
