package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seen through plain descent at rate 1 from 0, which turns parameters into minus the gradient. */
class GradientPreparationTest {

  @Test
  void shortensAGradientThatIsTooLongAndKeepsItsDirection() {
    // given: the mean of two samples is (3, 4), whose norm is 5
    float[] prepared = prepared(new GradientClipping(2.5, 0), 2, 6, 8);

    assertThat(prepared).containsExactly(1.5f, 2);
  }

  @Test
  void leavesAGradientWithinItsBoundAlone() {
    assertThat(prepared(new GradientClipping(5, 0), 2, 6, 8)).containsExactly(3, 4);
    assertThat(prepared(new GradientClipping(6, 0), 2, 6, 8)).containsExactly(3, 4);
    assertThat(prepared(GradientClipping.NONE, 2, 6, 8)).containsExactly(3, 4);
  }

  @Test
  void boundsEachElement() {
    assertThat(prepared(new GradientClipping(0, 1), 2, 6, -8, 1, 0))
        .containsExactly(1, -1, 0.5f, 0);
  }

  @Test
  void boundsElementsAfterTheNorm() {
    // given: the other way around it would be (1, 1) over the root of 2, times 2.5
    float[] prepared = prepared(new GradientClipping(2.5, 1.75), 2, 6, 8);

    assertThat(prepared).containsExactly(1.5f, 1.75f);
  }

  @Test
  void decaysWeightsAfterClipping() {
    // given
    Optimizer optimizer = descent(new GradientClipping(0, 1), 0.5);
    FlatBuffers buffers = OptimizerBuffers.scalar(optimizer, 4);
    buffers.gradientSum().putFloat(0, 100);

    // when: 1 of the gradient and 2 of the decay
    optimizer.apply(buffers, 1, 1);

    // then
    assertThat(buffers.parameters().getFloat(0)).isEqualTo(1);
  }

  @Test
  void takesTheNormOverAllBlocks() {
    // given
    int count = 2 * FlatChecksum.BLOCK_FLOATS + 5;
    Optimizer optimizer = descent(new GradientClipping(1, 0), 0);
    FlatBuffers buffers = OptimizerBuffers.zeros(optimizer, count, count + 3);
    OptimizerBuffers.fill(buffers.gradientSum(), new Random(1));

    // when
    optimizer.apply(buffers, 1, 10);

    // then
    assertThat(norm(buffers.parameters())).isCloseTo(1, within(1e-6));
  }

  @Test
  void knowsTheNormOfGradientsWhoseSquaresAreNoFloats() {
    assertThat(prepared(new GradientClipping(5, 0), 1, 3e30f, 4e30f)[0])
        .isCloseTo(3, within(1e-6f));
    assertThat(prepared(new GradientClipping(5e-30, 0), 1, 3e-25f, 4e-25f)[0])
        .isCloseTo(3e-30f, within(1e-36f));
  }

  @Test
  void doesNotHideWhatIsNoNumber() {
    GradientClipping both = new GradientClipping(1, 1);

    assertThat(prepared(both, 1, Float.NaN, 2)[0]).isNaN();
    assertThat(prepared(both, 1, Float.POSITIVE_INFINITY, 2)[0]).isNaN();
  }

  private static float[] prepared(GradientClipping clipping, float divisor, float... gradientSum) {
    Optimizer optimizer = descent(clipping, 0);
    FlatBuffers buffers = OptimizerBuffers.zeros(optimizer, gradientSum.length, gradientSum.length);
    buffers.gradientSum().asFloatBuffer().put(gradientSum);
    optimizer.apply(buffers, 1, divisor);
    float[] prepared = new float[gradientSum.length];
    for (int i = 0; i < prepared.length; i++) {
      prepared[i] = 0 - buffers.parameters().getFloat(i * Float.BYTES);
    }
    return prepared;
  }

  private static Optimizer descent(GradientClipping clipping, double weightDecay) {
    return BlockOptimizer.of(
        new OptimizerSpecification(
            new UpdateRule.Sgd(0, false), 1, LearningRateSchedule.CONSTANT, weightDecay, clipping));
  }

  private static double norm(ByteBuffer values) {
    double sum = 0;
    for (int i = 0; i < values.capacity(); i += Float.BYTES) {
      sum += (double) values.getFloat(i) * values.getFloat(i);
    }
    return Math.sqrt(sum);
  }
}
