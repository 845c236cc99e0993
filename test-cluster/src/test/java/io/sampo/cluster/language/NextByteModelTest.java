package io.sampo.cluster.language;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NextByteModelTest {
  private static final byte[] TEXT = {'a', 'b', 'a', 'b', (byte) 0xFF};

  @Test
  void countsBytes() {
    NextByteModel model = NextByteModel.unigram(TEXT);

    assertThat(model.probability('x', 'a')).isEqualTo(3.0 / (5 + 256));
    assertThat(model.probability('x', 0xFF)).isEqualTo(2.0 / (5 + 256));
    assertThat(model.probability('a', 'x')).isEqualTo(1.0 / (5 + 256));
  }

  @Test
  void countsPairs() {
    NextByteModel model = NextByteModel.bigram(TEXT);

    assertThat(model.probability('a', 'b')).isEqualTo(3.0 / (2 + 256));
    assertThat(model.probability('b', 0xFF)).isEqualTo(2.0 / (2 + 256));
    assertThat(model.probability('b', 'b')).isEqualTo(1.0 / (2 + 256));
    assertThat(model.probability('x', 'a')).isEqualTo(1.0 / 256);
  }

  @Test
  void givesProbabilitiesThatSumToOne() {
    assertThat(sum(next -> NextByteModel.unigram(TEXT).probability('a', next)))
        .isCloseTo(1, within(1e-12));
    assertThat(sum(next -> NextByteModel.bigram(TEXT).probability('a', next)))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void takesTheMeanOfTheSurpriseAtEveryTarget() {
    // given
    ByteWindows windows = new ByteWindows("abx".getBytes(US_ASCII), 2, 2);
    // when
    double loss = NextByteModel.bigram(TEXT).loss(windows);
    // then
    assertThat(loss).isCloseTo(-(Math.log(3.0 / 258) + Math.log(1.0 / 258)) / 2, within(1e-12));
  }

  private static double sum(IntToDoubleFunction probability) {
    return IntStream.range(0, NextByteModel.BYTES).mapToDouble(probability).sum();
  }
}
