package io.sampo.protocol.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  /** Class 2 never occurs and was never answered; class 3 was answered but never occurs. */
  private static final ClassCounts COUNTS =
      new ClassCounts(
          4, 10, 6, List.of(4L, 1L, 0L, 1L, 2L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));

  @Test
  void measuresClassesAsScikitLearnDoes() {
    assertThat(COUNTS.accuracy()).isEqualTo(0.6);
    assertThat(COUNTS.precision(0)).isCloseTo(4 / 6.0, within(1e-15));
    assertThat(COUNTS.recall(0)).isCloseTo(4 / 6.0, within(1e-15));
    assertThat(COUNTS.f1(1)).isCloseTo(4 / 7.0, within(1e-15));
    assertThat(COUNTS.precision(3)).isZero();
    assertThat(COUNTS.recall(3)).isNaN();
    assertThat(COUNTS.f1(3)).isZero();
    assertThat(COUNTS.f1(2)).isNaN();
    assertThat(COUNTS.macroF1()).isCloseTo((4 / 6.0 + 4 / 7.0) / 3, within(1e-15));
  }

  @Test
  void addsCountsOfTheSameClassesOnly() {
    assertThat(COUNTS.plus(COUNTS).confused(0, 0)).isEqualTo(8);
    assertThat(COUNTS.plus(COUNTS).accuracy()).isEqualTo(0.6);
    assertThatThrownBy(() -> COUNTS.plus(new ClassCounts(2, 1, 1, List.of(1L, 0L, 0L, 0L))))
        .hasMessage("Expected counts of 4 classes, but got those of 2");
  }

  @Test
  void hasNoMacroF1WithoutAMatrix() {
    assertThat(new ClassCounts(1000, 5, 4, List.of()).macroF1()).isNaN();
  }

  @Test
  void explainsNothingWhereAllTargetsAreEqual() {
    assertThat(new NumberErrors(3, 1, 1, 5, 0).determination()).isNaN();
  }

  @Test
  void meetsARuleInItsOwnDirection() {
    // given
    Evaluation numbers = new Evaluation(1, 4, 0.5, null, new NumberErrors(4, 2, 4, 0, 16));
    Evaluation classes = new Evaluation(1, 10, 0.5, COUNTS, null);

    // then
    assertThat(new PromotionRule(Metric.RMSE, 1).isMetBy(numbers)).isTrue();
    assertThat(new PromotionRule(Metric.RMSE, 0.99).isMetBy(numbers)).isFalse();
    assertThat(new PromotionRule(Metric.R2, 0.75).isMetBy(numbers)).isTrue();
    assertThat(new PromotionRule(Metric.ACCURACY, 0.6).isMetBy(classes)).isTrue();
    assertThat(new PromotionRule(Metric.ACCURACY, 0.61).isMetBy(classes)).isFalse();
    assertThat(new PromotionRule(Metric.LOSS, 0.5).isMetBy(classes)).isTrue();
    assertThat(new PromotionRule(Metric.RMSE, 1000).isMetBy(classes)).isFalse();
  }

  @Test
  void refusesThresholdsThatNoMeasurementCanHave() {
    assertThatThrownBy(() -> new PromotionRule(Metric.ACCURACY, 95))
        .hasMessage("Expected a threshold that ACCURACY can have, but was [95.0]");
    assertThatThrownBy(() -> new PromotionRule(Metric.RMSE, -1)).hasMessageContaining("RMSE");
    assertThatThrownBy(() -> new PromotionRule(Metric.R2, 1.1)).hasMessageContaining("R2");
    assertThatThrownBy(() -> new PromotionRule(Metric.LOSS, Double.NaN))
        .hasMessageContaining("LOSS");
  }
}
