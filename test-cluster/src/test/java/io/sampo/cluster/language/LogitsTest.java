package io.sampo.cluster.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogitsTest {
  /** The logarithms of 1, 2 and 5, between numbers that do not belong to them. */
  private static final float[] VALUES = {99, 0, (float) Math.log(2), (float) Math.log(5), 99};

  private final Logits logits = new Logits(VALUES, 1, 3);

  @Test
  void losesTheLogarithmOfAProbability() {
    assertThat(logits.loss(0)).isCloseTo(-Math.log(1 / 8.0), within(1e-6));
    assertThat(logits.loss(2)).isCloseTo(-Math.log(5 / 8.0), within(1e-6));
  }

  @Test
  void staysFiniteForLargeLogits() {
    assertThat(new Logits(new float[] {1e4f, 0}, 0, 2).loss(1)).isCloseTo(1e4, within(1e-6));
    assertThat(new Logits(new float[] {-1e4f, -1e4f}, 0, 2).loss(1))
        .isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void drawsAsOftenAsIsProbable() {
    assertThat(shareOfTwo(1)).isCloseTo(5 / 8.0, within(0.02));
  }

  @Test
  void sharpensWithLessTemperature() {
    // 5² of 1² + 2² + 5²
    assertThat(shareOfTwo(0.5)).isCloseTo(25 / 30.0, within(0.02));
    assertThat(shareOfTwo(1e-3)).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> new Logits(VALUES, 3, 3))
        .hasMessage("Expected [3] logits from [3] on, but there are [5]");
    assertThatThrownBy(() -> logits.draw(0, new Random(1)))
        .hasMessage("Expected a temperature above 0, but was [0.0]");
  }

  private double shareOfTwo(double temperature) {
    Random random = new Random(1);
    int draws = 10_000;
    int twos = 0;
    for (int i = 0; i < draws; i++) {
      twos += logits.draw(temperature, random) == 2 ? 1 : 0;
    }
    return twos / (double) draws;
  }
}
