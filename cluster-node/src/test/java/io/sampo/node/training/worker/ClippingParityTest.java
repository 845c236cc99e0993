package io.sampo.node.training.worker;

import static io.sampo.node.training.worker.RingTraining.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients are clipped after they have been added up over all workers. Seen red with a bound on
 * each worker's own share in its place.
 */
class ClippingParityTest {
  private static final int STEPS = 60;
  private static final LearningRateSchedule SCHEDULE =
      new LearningRateSchedule(5, new LearningRateDecay.Cosine(50, 0.001));

  @TempDir private Path directory;
  private TrainingFiles files;
  private Dataset digits;

  static Stream<UpdateRule> rules() {
    return Stream.of(
        new UpdateRule.Sgd(0, false), new UpdateRule.Sgd(0.9, true), UpdateRule.Adam.usual(true));
  }

  @BeforeEach
  void readDigits() {
    files = new TrainingFiles(directory);
    digits = files.training();
  }

  @ParameterizedTest
  @MethodSource("rules")
  @TrainingProperty("P24")
  void clipsToTheSameBitsWithOneTwoAndThreeWorkers(UpdateRule rule) throws Exception {
    // given: gradients of this module have the same bits in whatever order they are added up
    Path module = files.integerGradient();
    RingTraining clipping = training(rule, new GradientClipping(0.25, 0.02));
    float[] alone = clipping.train(module, 7, 1, STEPS);

    // when
    float[] two = clipping.train(module, 7, 2, STEPS);
    float[] three = clipping.train(module, 7, 3, STEPS);

    // then
    assertThat(two).isEqualTo(alone);
    assertThat(three).isEqualTo(alone);
    assertThat(changedBy(new GradientClipping(0, 0.02), rule, module, alone)).isGreaterThan(1e-4f);
    assertThat(changedBy(new GradientClipping(0.25, 0), rule, module, alone)).isGreaterThan(1e-4f);
  }

  /** How much it matters that one of the bounds is not there; none, and it was never met. */
  private float changedBy(
      GradientClipping clipping, UpdateRule rule, Path module, float[] parameters)
      throws Exception {
    return largestDifference(parameters, training(rule, clipping).train(module, 7, 1, STEPS));
  }

  private RingTraining training(UpdateRule rule, GradientClipping clipping) {
    return new RingTraining(
        digits,
        BlockOptimizer.of(new OptimizerSpecification(rule, 0.02, SCHEDULE, 0.01, clipping)));
  }
}
