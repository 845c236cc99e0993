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
}
