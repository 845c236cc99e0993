package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SgdMomentumTest {

  @Test
  void followsTheClosedFormUnderAConstantGradient() {
    // given: v_k = g·(1 − m^k)/(1 − m), so p_n = p_0 − r·g·(n − m·(1 − m^n)/(1 − m))/(1 − m)
    double rate = 0.01;
    double momentum = 0.9;
    double gradient = 3.0;
    double start = 0.5;
    FlatBuffers buffers = buffers(3, 3);
    fill(buffers.parameters(), (float) start);
    fill(buffers.gradientSum(), (float) gradient * 64);
    Optimizer optimizer = new SgdMomentum((float) rate, (float) momentum);

    for (int step = 1; step <= 50; step++) {
      // when
      optimizer.apply(buffers, step, 64);

      // then
      double decay = Math.pow(momentum, step);
      double sum = (step - momentum * (1 - decay) / (1 - momentum)) / (1 - momentum);
      assertThat((double) buffers.parameters().getFloat(8))
          .isCloseTo(start - rate * gradient * sum, within(2e-5));
      assertThat((double) buffers.state().getFloat(8))
          .isCloseTo(gradient * (1 - decay) / (1 - momentum), within(2e-5));
    }
  }

  @Test
  void isExactWhereFloatsAre() {
    // given: powers of two, so that every product and sum has an exact float
    FlatBuffers buffers = buffers(1, 1);
    buffers.parameters().putFloat(0, 1);
    buffers.gradientSum().putFloat(0, 8);
    Optimizer optimizer = new SgdMomentum(0.25f, 0.5f);

    // when: v = 2, p = 1 - 0.5; v = 3, p = 0.5 - 0.75
    optimizer.apply(buffers, 1, 4);
    optimizer.apply(buffers, 2, 4);

    // then
    assertThat(buffers.state().getFloat(0)).isEqualTo(3f);
    assertThat(buffers.parameters().getFloat(0)).isEqualTo(-0.25f);
  }

  @Test
  void staysWithinFloatErrorOfDoubleArithmetic() {
    // given
    int count = 1000;
    FlatBuffers buffers = buffers(count, count);
    double[] parameters = new double[count];
    double[] velocities = new double[count];
    Random random = new Random(3);
    Optimizer optimizer = new SgdMomentum(0.1f, 0.9f);

    for (int step = 1; step <= 30; step++) {
      // when
      for (int i = 0; i < count; i++) {
        float gradient = (float) random.nextGaussian();
        buffers.gradientSum().putFloat(i * Float.BYTES, gradient);
        velocities[i] = 0.9 * velocities[i] + gradient / 32.0;
        parameters[i] -= 0.1 * velocities[i];
      }
      optimizer.apply(buffers, step, 32);
    }

    // then
    FloatBuffer actual = buffers.parameters().asFloatBuffer();
    for (int i = 0; i < count; i++) {
      assertThat((double) actual.get(i)).isCloseTo(parameters[i], within(1e-6));
    }
  }

  @Test
  void leavesTheChecksumOfWhatItWrote() {
    for (int count : new int[] {1, 100, FlatChecksum.BLOCK_FLOATS, 100_001}) {
      // given
      FlatBuffers buffers = random(count, count + 3);

      // when
      int checksum = new SgdMomentum(0.1f, 0.9f).apply(buffers, 1, 7);

      // then
      assertThat(checksum).isEqualTo(FlatChecksum.of(buffers.parameters(), buffers.state()));
      flipOneBit(buffers.state(), count / 2 * Float.BYTES);
      assertThat(checksum).isNotEqualTo(FlatChecksum.of(buffers.parameters(), buffers.state()));
    }
  }

  @Test
  void givesTheSameBitsAndChecksumByRanges() {
    // given
    int count = 3 * FlatChecksum.BLOCK_FLOATS + 17;
    FlatBuffers whole = random(count, count);
    FlatBuffers ranged = random(count, count);
    Optimizer optimizer = new SgdMomentum(0.1f, 0.9f);

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

  @Test
  void readsOnlyTheGradientOfItsParameters() {
    // given: what follows the gradient is the loss, not a gradient
    FlatBuffers buffers = buffers(2, 3);
    buffers.gradientSum().putFloat(8, Float.NaN);

    // when
    new SgdMomentum(0.1f, 0.9f).apply(buffers, 1, 1);

    // then
    assertThat(buffers.parameters().getFloat(0)).isZero();
    assertThat(buffers.parameters().getFloat(4)).isZero();
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SgdMomentum(0, 0.9f));
    assertThatIllegalArgumentException().isThrownBy(() -> new SgdMomentum(Float.NaN, 0.9f));
    assertThatIllegalArgumentException().isThrownBy(() -> new SgdMomentum(0.1f, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> buffers(3, 2));
    FlatBuffers buffers = buffers(3, 3);
    Optimizer optimizer = new SgdMomentum(0.1f, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> optimizer.apply(buffers, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.apply(buffers, 1, 4, 1, 1, new CRC32C()));
  }

  private static FlatBuffers buffers(int parameters, int gradient) {
    return new FlatBuffers(direct(parameters), direct(parameters), direct(gradient));
  }

  private static FlatBuffers random(int parameters, int gradient) {
    FlatBuffers buffers = buffers(parameters, gradient);
    Random random = new Random(parameters);
    for (int i = 0; i < parameters; i++) {
      buffers.parameters().putFloat(i * Float.BYTES, random.nextFloat());
      buffers.state().putFloat(i * Float.BYTES, random.nextFloat());
      buffers.gradientSum().putFloat(i * Float.BYTES, random.nextFloat());
    }
    return buffers;
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void fill(ByteBuffer buffer, float value) {
    for (int i = 0; i < buffer.capacity(); i += Float.BYTES) {
      buffer.putFloat(i, value);
    }
  }

  private static void flipOneBit(ByteBuffer buffer, int index) {
    buffer.put(index, (byte) (buffer.get(index) ^ 1));
  }
}
