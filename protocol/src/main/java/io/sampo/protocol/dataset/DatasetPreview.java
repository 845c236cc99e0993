package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.tensor.Tensor;

/**
 * The first samples of a dataset, as a model would get them.
 *
 * @param inputs FP32, {@code rows × numbers of a sample}; samples that are too long are cut
 * @param targets of the datatype of the dataset's targets, {@code rows × numbers of a target}
 */
public record DatasetPreview(Tensor inputs, Tensor targets) implements WireMessage {
  public static final int MOST_ROWS = 100;

  /** Of all rows together, so that a preview travels in one message. */
  public static final int MOST_NUMBERS = 1 << 15;

  public DatasetPreview {
    requireNonNull(inputs, "inputs is null");
    requireNonNull(targets, "targets is null");
  }
}
