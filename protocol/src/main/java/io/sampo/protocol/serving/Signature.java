package io.sampo.protocol.serving;

import io.sampo.protocol.tensor.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What TorchScript does not know about a module: the inputs in the order of the arguments of {@code
 * forward}, the outputs in the order of its results, and how it batches.
 *
 * @param inputs shapes are those of one item, without the batch dimension if {@code maxBatchSize}
 *     is above zero; -1 stands for any size
 * @param outputs likewise
 * @param maxBatchSize the most items of one forward; 0 means that the module has no batch dimension
 * @param labels the names of the classes, in the order of the last output dimension; may be empty
 */
public record Signature(
    List<TensorSpec> inputs, List<TensorSpec> outputs, int maxBatchSize, List<String> labels) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
    requireNamed("input", inputs);
    requireNamed("output", outputs);
    if (maxBatchSize < 0) {
      throw new IllegalArgumentException(
          "Expected maxBatchSize of 0 (unbatched) or more, but was " + maxBatchSize);
    }
  }

  private static void requireNamed(String kind, List<TensorSpec> specifications) {
    if (specifications.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one " + kind + ", but there was none");
    }
    Set<String> seen = new HashSet<>();
    for (TensorSpec specification : specifications) {
      if (!seen.add(specification.name())) {
        throw new IllegalArgumentException(
            "Expected " + kind + " names to differ, but [" + specification.name() + "] came twice");
      }
    }
  }

  public boolean isBatched() {
    return maxBatchSize > 0;
  }
}
