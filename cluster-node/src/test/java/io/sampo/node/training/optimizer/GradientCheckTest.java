package io.sampo.node.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private static final int FLOATS = 3 * Block.LONGEST + 5;

  @Test
  void findsEveryFloatFiniteThatIs() {
    for (float value :
        List.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE)) {
      assertThat(GradientCheck.isFinite(filled(value), FLOATS)).as("%s", value).isTrue();
    }
  }

  @Test
  void findsOneThatIsNotWhereverItIs() {
    for (int bits : List.of(0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x7f800001)) {
      for (int at = 0; at < FLOATS; at++) {
        // given
        ByteBuffer gradient = filled(1.5f);
        gradient.putInt(at * Float.BYTES, bits);

        // when, then
        assertThat(GradientCheck.isFinite(gradient, FLOATS)).as("%x at %d", bits, at).isFalse();
      }
    }
  }

  @Test
  void looksAtTheGradientAlone() {
    // given: the loss behind it
    ByteBuffer gradient = filled(1.5f);
    gradient.putFloat((FLOATS - 1) * Float.BYTES, Float.NaN);

    // when, then
    assertThat(GradientCheck.isFinite(gradient, FLOATS - 1)).isTrue();
    assertThat(gradient.position()).isZero();
  }

  private static ByteBuffer filled(float value) {
    ByteBuffer floats =
        ByteBuffer.allocateDirect(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < FLOATS; i++) {
      floats.putFloat(i * Float.BYTES, value);
    }
    return floats;
  }
}
