package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;

/**
 * A preprocessing plan in front of a module: requests bring raw rows, and the plan makes of each
 * what the module takes, as it did while the module was trained.
 *
 * @param moduleInput the module's only input, FP32; its shape is that of one item
 * @param plan null in copies that are held everywhere
 * @param raw how a raw row comes: as one tensor, under the name of the module's input; null where
 *     each feature is an input of its own, a number as FP64 and a category as BYTES
 */
public record InputPlan(TensorSpec moduleInput, PreprocessingPlan plan, RawInput raw) {
  public InputPlan {
    requireNonNull(moduleInput, "moduleInput is null");
  }

  /**
   * @throws IllegalArgumentException if the plan does not make what the module takes
   */
  static InputPlan before(Signature module, PreprocessingPlan plan, RawInput raw) {
    requireNonNull(plan, "plan is null");
    TensorSpec input = module.inputs().get(0);
    if (module.inputs().size() != 1 || input.dataType() != DataType.FP32 || !module.isBatched()) {
      throw new IllegalArgumentException(
          "Expected a module with one batched FP32 input behind a plan, but it takes %s with a"
                  .formatted(module.inputs())
              + " maxBatchSize of "
              + module.maxBatchSize());
    }
    requireRows(plan, raw);
    InputPlan before = new InputPlan(input, plan, raw);
    if (!before.fits()) {
      throw new IllegalArgumentException(
          "Expected a plan that makes inputs of shape %s, but it makes %d numbers"
              .formatted(input.shape(), plan.width()));
    }
    return before;
  }

  private static void requireRows(PreprocessingPlan plan, RawInput raw) {
    if (raw == null) {
      if (plan.features().size() != plan.featureCount()) {
        throw new IllegalArgumentException(
            "Expected a plan for each of %d features that come by themselves, but got one for all"
                .formatted(plan.featureCount()));
      }
      return;
    }
    if (raw.shape().elementCount() != plan.featureCount()) {
      throw new IllegalArgumentException(
          "Expected raw rows of %d numbers, but their shape is %s"
              .formatted(plan.featureCount(), raw.shape()));
    }
    if (plan.features().stream().anyMatch(feature -> feature.kind() != ValueKind.NUMBER)) {
      throw new IllegalArgumentException(
          "Expected nothing but numbers in raw rows of one tensor, but the plan has categories");
    }
  }

  /** By size where the module's shape is fixed: a row of pixels is an image. */
  private boolean fits() {
    Shape item = itemShape();
    return moduleInput.shape().accepts(item) && item.elementCount() == plan.width();
  }

  /** The shape of one item as the module gets it. */
  public Shape itemShape() {
    if (moduleInput.shape().isConcrete()) {
      return moduleInput.shape();
    }
    return raw == null ? Shape.of(plan.width()) : raw.shape();
  }

  /** What requests bring, without a batch dimension. */
  List<TensorSpec> rawInputs() {
    return raw == null
        ? plan.features().stream().map(InputPlan::column).toList()
        : List.of(new TensorSpec(moduleInput.name(), raw.dataType(), raw.shape()));
  }

  private static TensorSpec column(FeaturePlan feature) {
    DataType dataType = feature.kind() == ValueKind.NUMBER ? DataType.FP64 : DataType.BYTES;
    return new TensorSpec(feature.name(), dataType, Shape.of());
  }

  /** Without what was learned about single features. */
  InputPlan brief() {
    return new InputPlan(moduleInput, null, raw);
  }
}
