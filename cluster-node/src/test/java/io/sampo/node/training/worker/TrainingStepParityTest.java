package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.optimizer.SgdMomentum;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Loss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same global batch gives the same parameters, however many workers share it: real module, real
 * ring over loopback, each worker in a thread of its own.
 */
class TrainingStepParityTest {
  private static final int SEEDS = 5;

  @TempDir private Path directory;
  private TrainingFiles files;
  private Dataset digits;

  @BeforeEach
  void readDigits() {
    files = new TrainingFiles(directory);
    digits = files.training();
  }

  /**
   * Several seeds and their median: where two values of a max-pooling window or of a rectifier are
   * equal but for rounding, the winner depends on the order of additions, hence on the processor
   * and on the sizes of the shares, and parameters part by much more than rounding. A training may
   * meet such a tie; a wrong reduction meets every training.
   */
  @Test
  void trainsTheSameParametersWithOneTwoAndThreeWorkers() throws Exception {
    // given
    List<Float> two = new ArrayList<>();
    List<Float> three = new ArrayList<>();

    // when
    for (int seed = 1; seed <= SEEDS; seed++) {
      float[] alone = train(files.convolution(), seed, 1, 20);
      assertThat(largestDifference(alone, initial(files.convolution()))).isGreaterThan(1e-3f);
      two.add(largestDifference(alone, train(files.convolution(), seed, 2, 20)));
      three.add(largestDifference(alone, train(files.convolution(), seed, 3, 20)));
    }

    // then
    assertThat(median(two)).as("differences %s", two).isLessThanOrEqualTo(1e-6f);
    assertThat(median(three)).as("differences %s", three).isLessThanOrEqualTo(1e-6f);
  }

  @Test
  void trainsTheIntegerModelToTheSameBitsWithOneTwoAndThreeWorkers() throws Exception {
    // given
    float[] alone = train(files.integerGradient(), 7, 1, 200);

    // when
    float[] two = train(files.integerGradient(), 7, 2, 200);
    float[] three = train(files.integerGradient(), 7, 3, 200);

    // then
    assertThat(largestDifference(alone, initial(files.integerGradient()))).isGreaterThan(1e-3f);
    assertThat(two).containsExactly(alone);
    assertThat(three).containsExactly(alone);
  }

  private float[] train(Path module, int seed, int workers, int steps) throws Exception {
    return RingTraining.train(digits.size(), workers, 1, steps, () -> open(module, seed));
  }

  private float[] initial(Path module) {
    try (TrainingStep step = open(module, 0)) {
      return RingTraining.copy(step.parameters());
    }
  }

  private TrainingStep open(Path module, int seed) {
    return new TrainingStep(
        new DjlModelEngine().loadTrainable(module, TrainingFiles.DIGITS),
        digits,
        new TrainingRecipe(
            Loss.CROSS_ENTROPY, new SgdMomentum(0.05f, 0.9f), Shape.of(1, 28, 28), seed, 32));
  }

  private static float median(List<Float> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static float largestDifference(float[] one, float[] other) {
    assertThat(one).hasSameSizeAs(other);
    float largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }
}
