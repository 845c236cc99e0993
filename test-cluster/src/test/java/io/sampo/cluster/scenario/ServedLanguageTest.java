package io.sampo.cluster.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sampo.cluster.language.ByteWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServedLanguageTest {
  private static final float CERTAIN = 1000;

  private final List<List<Float>> questions = new ArrayList<>();

  @Test
  void continuesATextByWhatStandsBehindItsLastByte() {
    // given
    ServedLanguage language = new ServedLanguage(this::alphabet, 4);
    // when
    byte[] text = language.continued("ab".getBytes(US_ASCII), 5, 1, new Random(1));
    // then
    assertThat(new String(text, US_ASCII)).isEqualTo("abcdefg");
  }

  @Test
  void showsAsMuchOfTheEndAsFits() {
    // given
    ServedLanguage language = new ServedLanguage(this::alphabet, 4);
    // when
    language.continued("ab".getBytes(US_ASCII), 4, 1, new Random(1));
    // then
    assertThat(questions)
        .containsExactly(
            List.of(97f, 98f, 0f, 0f),
            List.of(97f, 98f, 99f, 0f),
            List.of(97f, 98f, 99f, 100f),
            List.of(98f, 99f, 100f, 101f));
  }

  @Test
  void takesItsLossOverAllWindows() {
    // given
    ServedLanguage language = new ServedLanguage(this::alphabet, 2);
    byte[] stream = new byte[2 * 40 + 1];
    for (int i = 0; i < stream.length; i++) {
      stream[i] = (byte) i;
    }
    byte[] surprising = stream.clone();
    surprising[stream.length - 1] = 0;
    // when
    double knownLoss = language.loss(new ByteWindows(stream, 2, 2));
    double surprisingLoss = language.loss(new ByteWindows(surprising, 2, 2));
    // then
    assertThat(knownLoss).isCloseTo(0, within(1e-9));
    assertThat(surprisingLoss).isCloseTo(CERTAIN / 80, within(1e-6));
  }

  @Test
  void refusesAnswersOfAnotherSize() {
    ServedLanguage language = new ServedLanguage((shape, numbers) -> new float[256], 4);

    assertThatThrownBy(() -> language.continued(new byte[] {1}, 1, 1, new Random(1)))
        .isInstanceOf(ScenarioException.class)
        .hasMessage("Expected [1024] logits, but got [256]");
  }

  /** Knows that the next byte is the next number. */
  private float[] alphabet(long[] shape, float[] numbers) {
    assertThat(shape[0] * shape[1]).isEqualTo(numbers.length);
    List<Float> question = new ArrayList<>();
    float[] logits = new float[numbers.length * 256];
    for (int i = 0; i < numbers.length; i++) {
      question.add(numbers[i]);
      logits[i * 256 + ((int) numbers[i] + 1) % 256] = CERTAIN;
    }
    questions.add(question);
    return logits;
  }
}
