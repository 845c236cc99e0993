package io.sampo.protocol.serving;

import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What TorchScript does not know about a module: the inputs in the order of the arguments of {@code
 * forward}, the outputs in the order of its results, and how it batches. Behind a plan the inputs
 * are raw ones, as requests have them; {@link #module} is then what the module itself takes.
 *
 * @param inputs shapes are those of one item, without the batch dimension if {@code maxBatchSize}
 *     is above zero; -1 stands for any size
 * @param outputs likewise
 * @param maxBatchSize the most items of one forward; 0 means that the module has no batch dimension
 * @param labels the names of the classes, in the order of the last output dimension; may be empty
 * @param plan makes the module's input of the raw ones; null where they are the module's own
 */
public record Signature(
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    int maxBatchSize,
    List<String> labels,
    InputPlan plan) {
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

  /** Of a module that takes requests as they come. */
  public Signature(
      List<TensorSpec> inputs, List<TensorSpec> outputs, int maxBatchSize, List<String> labels) {
    this(inputs, outputs, maxBatchSize, labels, null);
  }

  /** What the module itself takes and gives. */
  public Signature module() {
    return plan == null
        ? this
        : new Signature(List.of(plan.moduleInput()), outputs, maxBatchSize, labels);
  }

  /**
   * The signature under which this module is served behind a plan, in place of one that it has.
   *
   * @param raw how a raw row comes: as a tensor; null for one input for each feature
   * @throws IllegalArgumentException if the plan does not make what the module takes
   */
  public Signature behind(PreprocessingPlan preprocessing, RawInput raw) {
    Signature module = module();
    InputPlan before = InputPlan.before(module, preprocessing, raw);
    return new Signature(before.rawInputs(), outputs, maxBatchSize, labels, before);
  }

  /** For copies that are held everywhere: without what the plan has learned. */
  public Signature brief() {
    return plan == null ? this : new Signature(inputs, outputs, maxBatchSize, labels, plan.brief());
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
