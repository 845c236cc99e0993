package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import org.junit.jupiter.api.Test;

class SgdRuleTest {
  private static final double RATE = 0.01;
  private static final double MOMENTUM = 0.9;
  private static final double GRADIENT = 3;
  private static final double START = 0.5;

  @Test
  void followsTheClosedFormUnderAConstantGradient() {
    // given: v_k = g·(1 − m^k)/(1 − m), so p_n = p_0 − r·g·(n − m·(1 − m^n)/(1 − m))/(1 − m)
    Optimizer optimizer = BlockOptimizer.of(OptimizerSpecification.sgd(RATE, MOMENTUM));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);
    buffers.gradientSum().putFloat(0, (float) GRADIENT * 64);

    for (int step = 1; step <= 50; step++) {
      // when
      optimizer.apply(buffers, step, 64);

      // then
      assertThat((double) buffers.parameters().getFloat(0))
          .isCloseTo(START - RATE * sumOfVelocities(step), within(2e-5));
      assertThat((double) buffers.state().getFloat(0))
          .isCloseTo(GRADIENT * (1 - Math.pow(MOMENTUM, step)) / (1 - MOMENTUM), within(2e-5));
    }
  }

  @Test
  void looksAheadWithNesterov() {
    // given: p_n = p_0 − r·(n·g + m·Σv)
    Optimizer optimizer =
        BlockOptimizer.of(OptimizerSpecification.of(new UpdateRule.Sgd(MOMENTUM, true), RATE));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);
    buffers.gradientSum().putFloat(0, (float) GRADIENT);

    for (int step = 1; step <= 50; step++) {
      // when
      optimizer.apply(buffers, step, 1);

      // then
      double moved = step * GRADIENT + MOMENTUM * sumOfVelocities(step);
      assertThat((double) buffers.parameters().getFloat(0))
          .isCloseTo(START - RATE * moved, within(2e-5));
    }
  }

  @Test
  void comesDownAQuadraticAsPlainDescentDoes() {
    // given: the gradient of a/2·(p − c)² is a·(p − c), so p_n − c = (1 − r·a)^n·(p_0 − c)
    double curvature = 4;
    double lowest = -1;
    Optimizer optimizer = BlockOptimizer.of(OptimizerSpecification.sgd(RATE, 0));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);

    for (int step = 1; step <= 80; step++) {
      // when
      float place = buffers.parameters().getFloat(0);
      buffers.gradientSum().putFloat(0, (float) (curvature * (place - lowest)));
      optimizer.apply(buffers, step, 1);

      // then
      double left = Math.pow(1 - RATE * curvature, step) * (START - lowest);
      assertThat((double) buffers.parameters().getFloat(0)).isCloseTo(lowest + left, within(5e-6));
    }
  }

  @Test
  void comesDownAQuadraticWithMomentumAsTheRecurrenceSays() {
    // given: e_(n+1) = (1 + m − r·a)·e_n − m·e_(n−1), solved by the roots of its polynomial
    double momentum = 0.5;
    double pull = 0.04;
    double middle = (1 + momentum - pull) / 2;
    double spread = Math.sqrt(middle * middle - momentum);
    double share = (1 - pull - middle + spread) / (2 * spread);
    Optimizer optimizer = BlockOptimizer.of(OptimizerSpecification.sgd(RATE, momentum));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);

    for (int step = 1; step <= 80; step++) {
      // when
      float place = buffers.parameters().getFloat(0);
      buffers.gradientSum().putFloat(0, (float) (pull / RATE * place));
      optimizer.apply(buffers, step, 1);

      // then
      double slow = share * Math.pow(middle + spread, step);
      double fast = (1 - share) * Math.pow(middle - spread, step);
      assertThat((double) buffers.parameters().getFloat(0))
          .isCloseTo(START * (slow + fast), within(5e-6));
    }
  }

  @Test
  void shrinksParametersWithoutGradientByWeightDecay() {
    // given
    double decay = 0.5;
    Optimizer optimizer =
        BlockOptimizer.of(
            new OptimizerSpecification(
                new UpdateRule.Sgd(0, false),
                RATE,
                LearningRateSchedule.CONSTANT,
                decay,
                GradientClipping.NONE));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);

    for (int step = 1; step <= 50; step++) {
      // when
      optimizer.apply(buffers, step, 1);

      // then
      assertThat((double) buffers.parameters().getFloat(0))
          .isCloseTo(START * Math.pow(1 - RATE * decay, step), within(5e-6));
    }
  }

  @Test
  void isExactWhereFloatsAre() {
    // given: powers of two, so that every product and sum has an exact float
    Optimizer optimizer = BlockOptimizer.of(OptimizerSpecification.sgd(0.25, 0.5));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, 1);
    buffers.gradientSum().putFloat(0, 8);

    // when: v = 2, p = 1 - 0.5; v = 3, p = 0.5 - 0.75
    optimizer.apply(buffers, 1, 4);
    optimizer.apply(buffers, 2, 4);

    // then
    assertThat(buffers.state().getFloat(0)).isEqualTo(3f);
    assertThat(buffers.parameters().getFloat(0)).isEqualTo(-0.25f);
  }

  private static double sumOfVelocities(int steps) {
    double decay = Math.pow(MOMENTUM, steps);
    return GRADIENT * (steps - MOMENTUM * (1 - decay) / (1 - MOMENTUM)) / (1 - MOMENTUM);
  }
}
