package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigitsTest {

  @Test
  void noHeldOutDigitIsAmongTheTrainingOnes() {
    assertThat(Digits.heldOut().size()).isEqualTo(1000);
    assertThat(Digits.training().size()).isEqualTo(9000);
    assertThat(Digits.heldOut().sharedWith(Digits.training())).isZero();
    assertThat(Digits.heldOut().sharedWith(Digits.heldOut())).isEqualTo(1000);
  }

  @Test
  void pixelsLieBetweenZeroAndOne() {
    for (float pixel : Digits.heldOut().pixels(7)) {
      assertThat(pixel).isBetween(0f, 1f);
    }
  }
}
