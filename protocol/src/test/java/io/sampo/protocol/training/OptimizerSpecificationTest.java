package io.sampo.protocol.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OptimizerSpecificationTest {
  private static final UpdateRule PLAIN = new UpdateRule.Sgd(0, false);

  @Test
  void hasNothingButARuleAndARateByDefault() {
    OptimizerSpecification optimizer = OptimizerSpecification.sgd(0.1, 0.9);

    assertThat(optimizer.rule()).isEqualTo(new UpdateRule.Sgd(0.9, false));
    assertThat(optimizer.schedule()).isEqualTo(LearningRateSchedule.CONSTANT);
    assertThat(optimizer.weightDecay()).isZero();
    assertThat(optimizer.clipping()).isEqualTo(GradientClipping.NONE);
  }

  @Test
  void refusesRatesAndDecaysThatCannotBe() {
    refuses(() -> OptimizerSpecification.sgd(0, 0), "learningRate above 0, but was [0.0]");
    refuses(() -> OptimizerSpecification.sgd(Double.NaN, 0), "learningRate above 0, but was [NaN]");
    refuses(() -> OptimizerSpecification.sgd(1e39, 0), "learningRate above 0, but was [1.0E39]");
    refuses(
        () -> specification(LearningRateSchedule.CONSTANT, -1),
        "weightDecay of at least 0, but was [-1.0]");
    refuses(
        () -> specification(LearningRateSchedule.CONSTANT, Double.POSITIVE_INFINITY),
        "weightDecay of at least 0, but was [Infinity]");
    refuses(
        () -> specification(new LearningRateSchedule(0, new LearningRateDecay.Cosine(10, 0.2)), 0),
        "minimum of at most the learningRate [0.1], but was [0.2]");
  }

  @Test
  void refusesRulesThatCannotBe() {
    refuses(() -> new UpdateRule.Sgd(1, false), "momentum of at least 0 and below 1");
    refuses(() -> new UpdateRule.Sgd(Double.NaN, false), "momentum of at least 0 and below 1");
    refuses(() -> new UpdateRule.Sgd(0, true), "momentum above 0 for nesterov, but was [0]");
    refuses(() -> new UpdateRule.Adam(1, 0.9, 1e-8, false), "beta1 of at least 0 and below 1");
    refuses(() -> new UpdateRule.Adam(0.9, -1, 1e-8, false), "beta2 of at least 0 and below 1");
    refuses(() -> new UpdateRule.Adam(0.9, 0.9, 0, true), "epsilon above 0, but was [0.0]");
    refuses(() -> new UpdateRule.Adam(0.9, 0.9, 1e-60, true), "epsilon above 0");
  }

  @Test
  void refusesSchedulesThatCannotBe() {
    refuses(
        () -> new LearningRateSchedule(-1, new LearningRateDecay.Constant()),
        "warmUpSteps of 0 or more, but was [-1]");
    refuses(() -> new LearningRateDecay.Step(0, 0.5), "steps of 1 or more, but was [0]");
    refuses(() -> new LearningRateDecay.Step(1, 0), "factor above 0 and at most 1");
    refuses(() -> new LearningRateDecay.Step(1, 1.5), "factor above 0 and at most 1");
    refuses(() -> new LearningRateDecay.InverseTime(-1), "beta of at least 0, but was [-1.0]");
    refuses(() -> new LearningRateDecay.Cosine(0, 0), "steps of 1 or more, but was [0]");
    refuses(() -> new LearningRateDecay.Cosine(1, -1), "minimum of at least 0, but was [-1.0]");
  }

  @Test
  void refusesBoundsThatCannotBe() {
    refuses(() -> new GradientClipping(-1, 0), "globalNorm of at least 0, but was [-1.0]");
    refuses(() -> new GradientClipping(0, Double.NaN), "value of at least 0, but was [NaN]");
  }

  private static OptimizerSpecification specification(
      LearningRateSchedule schedule, double weightDecay) {
    return new OptimizerSpecification(PLAIN, 0.1, schedule, weightDecay, GradientClipping.NONE);
  }

  private static void refuses(ThrowingCallable made, String why) {
    assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(why);
  }
}
