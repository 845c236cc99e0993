package io.sampo.node.training.worker;

import static io.sampo.node.training.worker.RingTraining.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.property.TrainingProperty.Extent;
import io.sampo.protocol.training.OptimizerSpecification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A share that is taken in several passes trains what it trains in one. Goes red if gradients are
 * forgotten between passes, or averaged over each of them.
 */
class MicroBatchParityTest {
  private static final int SEED = 7;
  private static final int SEEDS = 3;
  private static final List<Integer> PASSES = List.of(1, 2, 7);

  @TempDir private Path directory;
  private TrainingFiles files;
  private RingTraining training;

  static Stream<Arguments> workersAndPasses() {
    return IntStream.rangeClosed(1, 3)
        .boxed()
        .flatMap(workers -> PASSES.stream().map(passes -> Arguments.of(workers, passes)));
  }

  @BeforeEach
  void readDigits() {
    files = new TrainingFiles(directory);
    training =
        new RingTraining(
            files.training(), BlockOptimizer.of(OptimizerSpecification.sgd(0.05, 0.9)));
  }

  /** Into the second epoch: the last batch of the first has 40 samples. */
  @ParameterizedTest
  @MethodSource("workersAndPasses")
  @TrainingProperty(value = "P23", extent = Extent.WITHOUT_FAILURES)
  void trainsTheIntegerModelToTheSameBitsAsOneWorkerInOnePass(int workers, int passes)
      throws Exception {
    // given
    Path module = files.integerGradient();
    float[] alone = training.train(module, SEED, 1, 150, inPasses(1, 1));

    // when
    float[] together = training.train(module, SEED, workers, 150, inPasses(workers, passes));

    // then
    assertThat(largestDifference(alone, training.initial(module))).isGreaterThan(1e-3f);
    assertThat(together).isEqualTo(alone);
  }

  /** Several seeds and their median, as {@link TrainingStepParityTest} says. */
  @Test
  @TrainingProperty(value = "P23", extent = Extent.WITHOUT_FAILURES)
  void trainsTheSameParametersButForRounding() throws Exception {
    // given
    Path module = files.perceptron();
    Map<String, List<Float>> differences = new TreeMap<>();

    // when
    for (int seed = 1; seed <= SEEDS; seed++) {
      float[] alone = training.train(module, seed, 1, 20, inPasses(1, 1));
      assertThat(largestDifference(alone, training.initial(module))).isGreaterThan(1e-3f);
      for (int workers = 1; workers <= 3; workers++) {
        for (int passes : PASSES) {
          float[] together = training.train(module, seed, workers, 20, inPasses(workers, passes));
          differences
              .computeIfAbsent(
                  workers + " workers, " + passes + " passes", way -> new ArrayList<>())
              .add(largestDifference(together, alone));
        }
      }
    }

    // then
    assertThat(differences)
        .hasSize(3 * PASSES.size())
        .allSatisfy(
            (way, found) -> {
              List<Float> sorted = found.stream().sorted().toList();
              assertThat(sorted.get(SEEDS / 2)).as("%s", found).isLessThanOrEqualTo(1e-6f);
            });
  }

  @Test
  @TrainingProperty(value = "P23", extent = Extent.WITHOUT_FAILURES)
  void takesABatchThatIsSmallerThanAMicroBatchInOnePass() throws Exception {
    // given
    Path module = files.perceptron();
    MicroBatchPlan larger = new MicroBatchPlan(training.plan(), 1000);

    // then
    assertThat(training.train(module, SEED, 1, 5, larger))
        .isEqualTo(training.train(module, SEED, 1, 5, inPasses(1, 1)));
  }

  /** The largest micro-batches with which the last rank takes so many passes over a full batch. */
  private MicroBatchPlan inPasses(int workers, int passes) {
    int most = RingTraining.BATCH;
    while (passesOfLastRank(most, workers) < passes) {
      most--;
    }
    assertThat(passesOfLastRank(most, workers)).isEqualTo(passes);
    return new MicroBatchPlan(training.plan(), most);
  }

  private int passesOfLastRank(int most, int workers) {
    MicroBatchPlan plan = new MicroBatchPlan(training.plan(), most);
    return plan.passes(training.plan().range(1), workers - 1, workers).size();
  }
}
