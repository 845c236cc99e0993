package io.sampo.node.replica;

import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.InputPlan;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The raw inputs of one request, read row by row as a plan reads the rows of a dataset. Numbers are
 * read where they lie; texts are decoded once.
 */
final class RawRows {
  private final RawInput raw;
  private final int features;
  private final List<ByteBuffer> numbers = new ArrayList<>();
  private final List<String[]> categories = new ArrayList<>();

  /**
   * @param inputs in the order of the served signature, which they are known to fit
   * @throws PlatformException INVALID_ARGUMENT if the elements of a BYTES tensor are broken
   */
  RawRows(InputPlan plan, List<Tensor> inputs) {
    this.raw = plan.raw();
    this.features = plan.plan().featureCount();
    for (Tensor input : inputs) {
      boolean texts = input.dataType() == DataType.BYTES;
      numbers.add(texts ? null : input.data());
      categories.add(texts ? texts(input) : null);
    }
  }

  RawRow row(int row) {
    return new RawRow() {
      @Override
      public double number(int feature) {
        return raw == null
            ? numbers.get(feature).getDouble(row * Double.BYTES)
            : raw.number(numbers.get(0), row * features + feature);
      }

      @Override
      public String category(int feature) {
        return categories.get(feature)[row];
      }
    };
  }

  /** An empty text is a category that is missing, as an empty cell is. */
  private static String[] texts(Tensor input) {
    String[] texts = new String[Math.toIntExact(input.shape().elementCount())];
    ByteBuffer data = input.data();
    for (int i = 0; i < texts.length; i++) {
      int length = data.remaining() < Integer.BYTES ? -1 : data.getInt();
      if (length < 0 || length > data.remaining()) {
        throw new PlatformException(
            ErrorCode.INVALID_ARGUMENT,
            "Expected %d elements in [%s], but element %d is cut off"
                .formatted(texts.length, input.name(), i));
      }
      byte[] text = new byte[length];
      data.get(text);
      texts[i] = length == 0 ? null : new String(text, StandardCharsets.UTF_8);
    }
    return texts;
  }
}
