package io.sampo.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.NumberErrors;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

  @Test
  void countsByTargetAndAnswer() {
    // when
    ClassCounts counts = classes(3, new long[] {0, 1, 1, 2, 0}, 0, 1, 0, 1, 0);

    // then
    assertThat(counts)
        .isEqualTo(new ClassCounts(3, 5, 3, List.of(2L, 1L, 0L, 0L, 1L, 1L, 0L, 0L, 0L)));
  }

  @Test
  void keepsNoMatrixOfVeryManyClasses() {
    // given
    int classes = ClassCounts.MOST_IN_MATRIX + 1;

    // when
    ClassCounts counts = classes(classes, new long[] {100, 3}, 100, 4);

    // then
    assertThat(counts).isEqualTo(new ClassCounts(classes, 2, 1, List.of()));
  }

  /** The sum of the squares would need more digits than a double has. */
  @Test
  void explainsTheSameShareOfTheVarianceHoweverTheSamplesAreSplit() {
    // given
    int count = 4096;
    float[] targets = new float[count];
    float[] answers = new float[count];
    for (int i = 0; i < count; i++) {
      targets[i] = 8_000_000 + i % 7 * 0.5f;
      answers[i] = targets[i] + (i % 3 - 1) * 0.5f;
    }
    double expected = determination(answers, targets);

    for (int parts : new int[] {1, 2, 3, 64, count}) {
      // when
      NumberErrors errors = new NumberErrors(0, 0, 0, 0, 0);
      for (int part = 0; part < parts; part++) {
        int from = (int) ((long) count * part / parts);
        int to = (int) ((long) count * (part + 1) / parts);
        errors = errors.plus(numbers(answers, targets, from, to));
      }

      // then
      assertThat(errors.count()).isEqualTo(count);
      assertThat(errors.determination()).isCloseTo(expected, within(1e-9));
      assertThat(errors.rootMeanSquared()).isCloseTo(0.4082, within(1e-4));
      assertThat(errors.meanAbsolute()).isCloseTo(1 / 3.0, within(1e-3));
    }
  }

  private static double determination(float[] answers, float[] targets) {
    double mean = 0;
    for (float target : targets) {
      mean += (double) target / targets.length;
    }
    double squared = 0;
    double deviation = 0;
    for (int i = 0; i < targets.length; i++) {
      squared += Math.pow((double) answers[i] - targets[i], 2);
      deviation += Math.pow(targets[i] - mean, 2);
    }
    return 1 - squared / deviation;
  }

  private static NumberErrors numbers(float[] answers, float[] targets, int from, int to) {
    return Scores.numbers(
        Arrays.copyOfRange(answers, from, to), FloatBuffer.wrap(targets, from, to - from).slice());
  }

  private static ClassCounts classes(int classes, long[] answers, long... targets) {
    return Scores.classes(answers, LongBuffer.wrap(targets), classes);
  }
}
