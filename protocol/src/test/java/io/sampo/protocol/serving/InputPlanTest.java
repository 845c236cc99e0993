package io.sampo.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputPlanTest {
  private static final FeaturePlan AREA = FeaturePlan.ofNumber("area", Double.NaN, 50, 10);
  private static final FeaturePlan CITY = FeaturePlan.ofCategories("city", List.of("b", "a"));
  private static final PreprocessingPlan HOUSES = plan(2, AREA, CITY);
  private static final PreprocessingPlan PIXELS =
      plan(4, FeaturePlan.ofNumber("all", Double.NaN, 0.5, 1));

  @Test
  void asksForOneInputForEachColumn() {
    Signature module = module(DataType.FP32, 8, 3);

    Signature served = module.behind(HOUSES, null);

    assertThat(served.inputs())
        .containsExactly(
            new TensorSpec("area", DataType.FP64, Shape.of()),
            new TensorSpec("city", DataType.BYTES, Shape.of()));
    assertThat(served.module()).isEqualTo(module);
    assertThat(served.outputs()).isEqualTo(module.outputs());
    assertThat(served.maxBatchSize()).isEqualTo(8);
    assertThat(served.plan().itemShape()).isEqualTo(Shape.of(3));
  }

  @Test
  void asksForTheTensorOfTheModuleInItsRawDatatype() {
    Signature module = module(DataType.FP32, 8, 1, 2, 2);

    Signature served = module.behind(PIXELS, RawInput.ofPixels(Shape.of(1, 2, 2)));

    assertThat(served.inputs())
        .containsExactly(new TensorSpec("x", DataType.UINT8, Shape.of(1, 2, 2)));
    assertThat(served.plan().itemShape()).isEqualTo(Shape.of(1, 2, 2));
  }

  @Test
  void fillsInWhatTheModuleLeavesOpen() {
    Signature served =
        module(DataType.FP32, 8, -1, 2)
            .behind(PIXELS, new RawInput(DataType.FP32, Shape.of(2, 2), 1));

    assertThat(served.plan().itemShape()).isEqualTo(Shape.of(2, 2));
    assertThat(served.module().inputs().get(0).shape()).isEqualTo(Shape.of(-1, 2));
  }

  @Test
  void replacesAPlanByAnother() {
    Signature module = module(DataType.FP32, 8, 4);
    Signature before = module.behind(PIXELS, RawInput.ofPixels(Shape.of(4)));

    Signature after = before.behind(PIXELS, new RawInput(DataType.FP64, Shape.of(4), 1));

    assertThat(after.inputs().get(0).dataType()).isEqualTo(DataType.FP64);
    assertThat(after.module()).isEqualTo(module);
  }

  @Test
  void forgetsInCopiesWhatWasLearned() {
    Signature served = module(DataType.FP32, 8, 3).behind(HOUSES, null);

    assertThat(served.brief().inputs()).isEqualTo(served.inputs());
    assertThat(served.brief().module()).isEqualTo(served.module());
    assertThat(served.brief().plan().plan()).isNull();
  }

  @Test
  void refusesAPlanThatDoesNotMakeWhatTheModuleTakes() {
    assertRefused(module(DataType.FP32, 8, 4), HOUSES, null, "of shape [4]", "makes 3 numbers");
    assertRefused(module(DataType.FP32, 0, 3), HOUSES, null, "maxBatchSize of 0");
    assertRefused(module(DataType.INT64, 8, 3), HOUSES, null, "one batched FP32 input");
    assertRefused(module(DataType.FP32, 8, 4), PIXELS, null, "each of 4 features");
    assertRefused(
        module(DataType.FP32, 8, 4),
        PIXELS,
        RawInput.ofPixels(Shape.of(5)),
        "raw rows of 4 numbers, but their shape is [5]");
    assertRefused(
        module(DataType.FP32, 8, 3), HOUSES, RawInput.ofPixels(Shape.of(2)), "has categories");
  }

  @Test
  void refusesRawRowsThatAreNone() {
    assertThatThrownBy(() -> new RawInput(DataType.BYTES, Shape.of(1), 1))
        .hasMessageContaining("but was [BYTES]");
    assertThatThrownBy(() -> new RawInput(DataType.UINT8, Shape.of(-1), 1))
        .hasMessageContaining("dimensions of 1 or more");
    assertThatThrownBy(() -> new RawInput(DataType.UINT8, Shape.of(1L << 40, 1L << 40), 1))
        .hasMessageContaining("less than 2^31 numbers");
    assertThatThrownBy(() -> new RawInput(DataType.UINT8, Shape.of(1), 0))
        .hasMessageContaining("divisor");
  }

  private static void assertRefused(
      Signature module, PreprocessingPlan plan, RawInput raw, String... words) {
    assertThatThrownBy(() -> module.behind(plan, raw))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  private static PreprocessingPlan plan(int featureCount, FeaturePlan... features) {
    return new PreprocessingPlan(featureCount, List.of(features), 1, false, UnknownCategory.REFUSE);
  }

  private static Signature module(DataType dataType, int maxBatchSize, long... shape) {
    return new Signature(
        List.of(new TensorSpec("x", dataType, Shape.of(shape))),
        List.of(new TensorSpec("y", DataType.FP32, Shape.of(1))),
        maxBatchSize,
        List.of());
  }
}
