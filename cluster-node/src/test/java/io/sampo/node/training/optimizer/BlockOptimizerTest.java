package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every optimizer, whatever its rule and its options. */
class BlockOptimizerTest {
  private static final int STEPS = 60;

  static Stream<OptimizerSpecification> samples() {
    return OptimizerSamples.all().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void staysWithinFloatErrorOfDoubleArithmetic(OptimizerSpecification specification) {
    // given
    int count = 300;
    float batch = 32;
    Optimizer optimizer = BlockOptimizer.of(specification);
    FlatBuffers buffers = OptimizerBuffers.random(optimizer, count, count);
    ReferenceOptimizer reference =
        new ReferenceOptimizer(specification, doubles(buffers.parameters(), 1));
    Random random = new Random(3);

    for (int step = 1; step <= STEPS; step++) {
      // when
      OptimizerBuffers.fill(buffers.gradientSum(), random);
      reference.step(step, doubles(buffers.gradientSum(), batch));
      optimizer.apply(buffers, step, batch);

      // then
      assertThat(doubles(buffers.parameters(), 1))
          .as("step %d", step)
          .containsExactly(reference.parameters(), within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void leavesTheChecksumOfWhatItWrote(OptimizerSpecification specification) {
    Optimizer optimizer = BlockOptimizer.of(specification);
    for (int count : new int[] {1, 100, FlatChecksum.BLOCK_FLOATS, 100_001}) {
      // given
      FlatBuffers buffers = OptimizerBuffers.random(optimizer, count, count + 3);

      // when
      optimizer.apply(buffers, 1, 7);
      int checksum = optimizer.apply(buffers, 2, 7);

      // then
      assertThat(checksum).isEqualTo(FlatChecksum.of(buffers.parameters(), buffers.state()));
      ByteBuffer last = buffers.state().hasRemaining() ? buffers.state() : buffers.parameters();
      flipOneBit(last, last.capacity() - Float.BYTES);
      assertThat(checksum).isNotEqualTo(FlatChecksum.of(buffers.parameters(), buffers.state()));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void givesTheSameBitsAndChecksumByRanges(OptimizerSpecification specification) {
    // given
    int count = 3 * FlatChecksum.BLOCK_FLOATS + 17;
    Optimizer optimizer = BlockOptimizer.of(specification);
    FlatBuffers whole = OptimizerBuffers.random(optimizer, count, count);
    FlatBuffers ranged = OptimizerBuffers.random(optimizer, count, count);

    // when
    int expected = optimizer.apply(whole, 1, 5);
    CRC32C checksum = new CRC32C();
    int middle = 2 * FlatChecksum.BLOCK_FLOATS;
    optimizer.apply(ranged, 0, middle, 1, 5, checksum);
    optimizer.apply(ranged, middle, count, 1, 5, checksum);

    // then
    assertThat((int) checksum.getValue()).isEqualTo(expected);
    assertThat(ranged.parameters()).isEqualTo(whole.parameters());
    assertThat(ranged.state()).isEqualTo(whole.state());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void goesOnFromItsStateBufferAsIfNothingHadHappened(OptimizerSpecification specification) {
    // given
    int count = 1000;
    Optimizer optimizer = BlockOptimizer.of(specification);
    FlatBuffers whole = OptimizerBuffers.random(optimizer, count, count);
    FlatBuffers begun = OptimizerBuffers.random(optimizer, count, count);
    int expected = train(optimizer, whole, 1, STEPS);

    // when: all that is kept are the bytes of parameters and state, and the number of the step
    train(optimizer, begun, 1, 23);
    Optimizer next = BlockOptimizer.of(specification);
    FlatBuffers resumed = OptimizerBuffers.zeros(next, count, count);
    resumed.parameters().duplicate().put(begun.parameters().duplicate());
    resumed.state().duplicate().put(begun.state().duplicate());
    int actual = train(next, resumed, 24, STEPS);

    // then
    assertThat(actual).isEqualTo(expected);
    assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    assertThat(resumed.state()).isEqualTo(whole.state());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsOnlyTheGradientOfItsParameters(OptimizerSpecification specification) {
    // given: what follows the gradient is the loss, not a gradient
    Optimizer optimizer = BlockOptimizer.of(specification);
    FlatBuffers buffers = OptimizerBuffers.zeros(optimizer, 2, 3);
    buffers.gradientSum().putFloat(8, Float.NaN);

    // when
    optimizer.apply(buffers, 1, 1);

    // then
    assertThat(buffers.parameters().getFloat(0)).isZero();
    assertThat(buffers.parameters().getFloat(4)).isZero();
  }

  @Test
  void hasAsMuchStateAsItsRuleNeeds() {
    List<Long> slots =
        OptimizerSamples.rules().stream()
            .map(rule -> BlockOptimizer.of(OptimizerSpecification.of(rule, 0.1)).stateFloats(10))
            .toList();

    assertThat(slots).containsExactly(0L, 10L, 10L, 20L, 20L, 20L);
  }

  @Test
  void refusesWhatCannotBe() {
    Optimizer optimizer = BlockOptimizer.of(OptimizerSpecification.sgd(0.1, 0.9));
    Optimizer adam =
        BlockOptimizer.of(OptimizerSpecification.of(UpdateRule.Adam.usual(false), 0.1));
    FlatBuffers buffers = OptimizerBuffers.zeros(optimizer, 3, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptimizerBuffers.zeros(optimizer, 3, 2))
        .withMessage("Expected a gradient of at least 12 bytes, but it has 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.apply(buffers, 1, 0))
        .withMessage("Expected a divisor above 0, but was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.apply(buffers, 0, 1))
        .withMessage("Expected a step of 1 or more, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.apply(buffers, 1, 4, 1, 1, new CRC32C()))
        .withMessage("Expected a range within 3 parameters, but was [1, 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adam.apply(buffers, 1, 1))
        .withMessage("Expected 2 slots of state, 24 bytes, but it has 12");
  }

  private static int train(Optimizer optimizer, FlatBuffers buffers, int from, int to) {
    int checksum = 0;
    for (int step = from; step <= to; step++) {
      OptimizerBuffers.fill(buffers.gradientSum(), new Random(step));
      checksum = optimizer.apply(buffers, step, 8);
    }
    return checksum;
  }

  private static double[] doubles(ByteBuffer floats, double divisor) {
    double[] values = new double[floats.capacity() / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats.getFloat(i * Float.BYTES) / divisor;
    }
    return values;
  }

  private static void flipOneBit(ByteBuffer buffer, int index) {
    buffer.put(index, (byte) (buffer.get(index) ^ 1));
  }
}
