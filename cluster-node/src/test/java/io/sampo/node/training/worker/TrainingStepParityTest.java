package io.sampo.node.training.worker;

import static io.sampo.node.training.worker.RingTraining.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.OptimizerSpecification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same global batch gives the same parameters, however many workers share it. */
class TrainingStepParityTest {
  private static final int SEEDS = 5;

  @TempDir private Path directory;
  private TrainingFiles files;
  private RingTraining training;

  @BeforeEach
  void readDigits() {
    files = new TrainingFiles(directory);
    training =
        new RingTraining(
            files.training(), BlockOptimizer.of(OptimizerSpecification.sgd(0.05, 0.9)));
  }

  /**
   * Several seeds and their median: where two values of a max-pooling window or of a rectifier are
   * equal but for rounding, the winner depends on the order of additions, hence on the processor
   * and on the sizes of the shares, and parameters part by much more than rounding. A training may
   * meet such a tie; a wrong reduction meets every training.
   */
  @Test
  @TrainingProperty("P1")
  void trainsTheSameParametersWithOneTwoAndThreeWorkers() throws Exception {
    // given
    List<Float> two = new ArrayList<>();
    List<Float> three = new ArrayList<>();
    Path module = files.convolution();

    // when
    for (int seed = 1; seed <= SEEDS; seed++) {
      float[] alone = training.train(module, seed, 1, 20);
      assertThat(largestDifference(alone, training.initial(module))).isGreaterThan(1e-3f);
      two.add(largestDifference(alone, training.train(module, seed, 2, 20)));
      three.add(largestDifference(alone, training.train(module, seed, 3, 20)));
    }

    // then
    assertThat(median(two)).as("differences %s", two).isLessThanOrEqualTo(1e-6f);
    assertThat(median(three)).as("differences %s", three).isLessThanOrEqualTo(1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  @TrainingProperty("P1")
  void trainsTheIntegerModelToTheSameBitsAsOneWorker(int workers) throws Exception {
    // given
    Path module = files.integerGradient();
    float[] alone = training.train(module, 7, 1, 200);

    // when
    float[] together = training.train(module, 7, workers, 200);

    // then
    assertThat(largestDifference(alone, training.initial(module))).isGreaterThan(1e-3f);
    assertThat(together).isEqualTo(alone);
  }

  @Test
  @TrainingProperty("P41")
  void trainsTheSameBytesTwice() throws Exception {
    // given
    Path module = files.convolution();

    // when
    float[] once = training.train(module, 3, 3, 20);
    float[] twice = training.train(module, 3, 3, 20);

    // then
    assertThat(once).isNotEqualTo(training.initial(module));
    assertThat(twice).isEqualTo(once);
  }

  /** What was read ahead is only used where it is what the step wants. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void trainsTheSameBytesWhateverIsReadAhead(int workers) throws Exception {
    // given
    Path module = files.convolution();
    float[] foreseen = training.train(module, 3, workers, 20);
    StepPlan onlyOneStep = StepPlan.ofEpochs(RingTraining.BATCH, RingTraining.BATCH, 1, 1);
    StepPlan otherSteps = StepPlan.ofEpochs(500, RingTraining.BATCH, 50, 1);

    // when
    float[] unforeseen =
        training.train(module, 3, workers, 20, new MicroBatchPlan(onlyOneStep, 32));
    float[] otherwise = training.train(module, 3, workers, 20, new MicroBatchPlan(otherSteps, 32));

    // then
    assertThat(foreseen).isNotEqualTo(training.initial(module));
    assertThat(unforeseen).isEqualTo(foreseen);
    assertThat(otherwise).isEqualTo(foreseen);
  }

  private static float median(List<Float> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
