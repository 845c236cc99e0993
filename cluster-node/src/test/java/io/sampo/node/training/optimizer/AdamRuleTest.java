package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import org.junit.jupiter.api.Test;

class AdamRuleTest {
  private static final double RATE = 0.01;
  private static final double START = 0.5;

  @Test
  void takesEqualStepsUnderAConstantGradient() {
    for (double gradient : new double[] {-1e-3, 2, 1e4}) {
      // given: corrected means are g and g², so that each step is r·g/(|g| + ε)
      double epsilon = 1e-3;
      Optimizer optimizer =
          BlockOptimizer.of(
              OptimizerSpecification.of(new UpdateRule.Adam(0.9, 0.99, epsilon, false), RATE));
      FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);
      buffers.gradientSum().putFloat(0, (float) gradient * 16);

      for (int step = 1; step <= 60; step++) {
        // when
        optimizer.apply(buffers, step, 16);

        // then
        double moved = RATE * gradient / (Math.abs(gradient) + epsilon);
        assertThat((double) buffers.parameters().getFloat(0))
            .isCloseTo(START - step * moved, within(1e-5));
      }
    }
  }

  @Test
  void keepsTheMeansOfGradientsAndOfTheirSquares() {
    // given: 1 − β^n of a constant
    Optimizer optimizer =
        BlockOptimizer.of(
            OptimizerSpecification.of(new UpdateRule.Adam(0.75, 0.5, 1e-8, false), RATE));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);
    buffers.gradientSum().putFloat(0, 8);

    // when
    optimizer.apply(buffers, 1, 2);
    optimizer.apply(buffers, 2, 2);

    // then: exact, since everything is a power of two
    assertThat(buffers.state().getFloat(0)).isEqualTo(4 * (1 - 0.5625f));
    assertThat(buffers.state().getFloat(4)).isEqualTo(16 * (1 - 0.25f));
  }

  @Test
  void shrinksParametersBesideTheStepIfDecayIsDecoupled() {
    // given: p_n = (1 − r·w)·p_(n−1) − r, a geometric sum towards −1/w
    double decay = 0.4;
    Optimizer optimizer = BlockOptimizer.of(withDecay(true, decay));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);
    buffers.gradientSum().putFloat(0, 5);

    for (int step = 1; step <= 60; step++) {
      // when
      optimizer.apply(buffers, step, 1);

      // then
      double left = Math.pow(1 - RATE * decay, step);
      assertThat((double) buffers.parameters().getFloat(0))
          .isCloseTo(left * START - (1 - left) / decay, within(1e-5));
    }
  }

  @Test
  void takesDecayForGradientIfItIsNotDecoupled() {
    // given: no gradient but the decay's, whose size the rule divides away
    Optimizer optimizer = BlockOptimizer.of(withDecay(false, 0.4));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);

    // when
    optimizer.apply(buffers, 1, 1);

    // then
    assertThat((double) buffers.parameters().getFloat(0)).isCloseTo(START - RATE, within(1e-6));
  }

  @Test
  void comesToTheBottomOfAQuadratic() {
    // given
    Optimizer optimizer =
        BlockOptimizer.of(OptimizerSpecification.of(UpdateRule.Adam.usual(false), RATE));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);

    // when: the gradient of 50·(p + 1)²
    for (int step = 1; step <= 2000; step++) {
      buffers.gradientSum().putFloat(0, 100 * (buffers.parameters().getFloat(0) + 1));
      optimizer.apply(buffers, step, 1);
    }

    // then
    assertThat((double) buffers.parameters().getFloat(0)).isCloseTo(-1, within(1e-3));
  }

  @Test
  void movesNothingThatHasNoGradient() {
    Optimizer optimizer =
        BlockOptimizer.of(OptimizerSpecification.of(UpdateRule.Adam.usual(false), RATE));
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, START);

    optimizer.apply(buffers, 1, 1);

    assertThat(buffers.parameters().getFloat(0)).isEqualTo(0.5f);
  }

  private static OptimizerSpecification withDecay(boolean decoupled, double decay) {
    return new OptimizerSpecification(
        UpdateRule.Adam.usual(decoupled),
        RATE,
        LearningRateSchedule.CONSTANT,
        decay,
        GradientClipping.NONE);
  }
}
