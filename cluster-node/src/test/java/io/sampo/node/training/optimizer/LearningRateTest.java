package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  private static final Offset<Double> ROUNDING = within(1e-15);

  @Test
  void staysConstant() {
    LearningRate rate = new LearningRate(0.3, LearningRateSchedule.CONSTANT);

    assertThat(rate.at(1)).isEqualTo(0.3);
    assertThat(rate.at(Long.MAX_VALUE)).isEqualTo(0.3);
  }

  @Test
  void fallsByAFactorEverySoManySteps() {
    LearningRate rate = rate(0.8, 0, new LearningRateDecay.Step(10, 0.5));

    assertThat(rate.at(1)).isEqualTo(0.8);
    assertThat(rate.at(10)).isEqualTo(0.8);
    assertThat(rate.at(11)).isEqualTo(0.4);
    assertThat(rate.at(20)).isEqualTo(0.4);
    assertThat(rate.at(21)).isEqualTo(0.2);
    assertThat(rate.at(1_000_000_000)).isZero();
  }

  @Test
  void fallsWithTheInverseOfTime() {
    LearningRate rate = rate(0.5, 0, new LearningRateDecay.InverseTime(0.01));

    assertThat(rate.at(1)).isEqualTo(0.5);
    assertThat(rate.at(2)).isCloseTo(0.5 / 1.01, ROUNDING);
    assertThat(rate.at(101)).isCloseTo(0.25, ROUNDING);
    assertThat(rate.at(10_001)).isCloseTo(0.5 / 101, ROUNDING);
  }

  @Test
  void fallsAlongACosineAndStaysAtItsMinimum() {
    LearningRate rate = rate(1, 0, new LearningRateDecay.Cosine(12, 0.1));

    assertThat(rate.at(1)).isCloseTo(1, ROUNDING);
    assertThat(rate.at(1 + 2)).isCloseTo(0.1 + 0.45 * (1 + Math.sqrt(3) / 2), ROUNDING);
    assertThat(rate.at(1 + 4)).isCloseTo(0.1 + 0.45 * 1.5, ROUNDING);
    assertThat(rate.at(1 + 6)).isCloseTo(0.55, ROUNDING);
    assertThat(rate.at(1 + 12)).isEqualTo(0.1);
    assertThat(rate.at(1 + 13)).isEqualTo(0.1);
    assertThat(rate.at(Long.MAX_VALUE)).isEqualTo(0.1);
  }

  @Test
  void warmsUpLinearlyAndDecaysFromThenOn() {
    LearningRate cosine = rate(0.4, 4, new LearningRateDecay.Cosine(10, 0));
    LearningRate steps = rate(0.4, 4, new LearningRateDecay.Step(2, 0.5));
    LearningRate inverse = rate(0.4, 4, new LearningRateDecay.InverseTime(1));
    LearningRate constant = rate(0.4, 4, new LearningRateDecay.Constant());

    for (LearningRate rate : new LearningRate[] {cosine, steps, inverse, constant}) {
      assertThat(rate.at(1)).isEqualTo(0.1);
      assertThat(rate.at(2)).isEqualTo(0.2);
      assertThat(rate.at(4)).isEqualTo(0.4);
      assertThat(rate.at(5)).isCloseTo(0.4, ROUNDING);
    }
    assertThat(cosine.at(10)).isCloseTo(0.2, ROUNDING);
    assertThat(cosine.at(15)).isZero();
    assertThat(steps.at(6)).isEqualTo(0.4);
    assertThat(steps.at(7)).isEqualTo(0.2);
    assertThat(inverse.at(6)).isEqualTo(0.2);
    assertThat(constant.at(6)).isEqualTo(0.4);
  }

  private static LearningRate rate(double learningRate, long warmUp, LearningRateDecay decay) {
    return new LearningRate(learningRate, new LearningRateSchedule(warmUp, decay));
  }
}
