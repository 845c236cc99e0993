package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.ParameterSlice;
import io.sampo.node.engine.Scores;
import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.Targets;
import io.sampo.node.engine.TestDigits;
import io.sampo.node.engine.TestModels;
import io.sampo.node.engine.TestTargets;
import io.sampo.node.engine.TrainableModel;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Losses and what is measured beside them on a real module, against its outputs as they are served.
 * The gradient of the last bias is the sum of those of the outputs over the samples.
 */
class DjlEvaluationTest {
  private static final TestModels MODEL = TestModels.DIGITS_MLP;
  private static final int SAMPLES = 24;
  private static final int CLASSES = 10;

  private final ModelEngine engine = new DjlModelEngine();
  private final TestDigits.Batch batch = TestDigits.first(SAMPLES).batch(0, SAMPLES);

  @TempDir private Path directory;
  private float[] outputs;

  @BeforeEach
  void serve() {
    float[] pixels = new float[batch.inputs().remaining() / Float.BYTES];
    batch.inputs().asFloatBuffer().get(pixels);
    try (LoadedModel served = engine.load(MODEL.copyTo(directory), MODEL.signature())) {
      Tensor image = Tensor.ofFloats("image", batch.shape(), pixels);
      outputs = served.forward(List.of(image)).get(0).toFloats();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "MEAN_SQUARED_ERROR",
        "MEAN_ABSOLUTE_ERROR",
        "HUBER",
        "BINARY_CROSS_ENTROPY_WITH_LOGITS"
      })
  void trainsOnTargetsThatAreNumbers(Loss loss) {
    try (TrainableModel model = load()) {
      // given
      Targets targets = oneHot();

      // when
      StepResult result = model.forwardBackward(batch.inputs(), batch.shape(), targets, loss, 0);

      // then
      double expected = 0;
      double[] gradients = new double[CLASSES];
      for (int i = 0; i < outputs.length; i++) {
        double target = targets.numbers().get(i);
        expected += LossReference.value(loss, outputs[i], target) / CLASSES;
        gradients[i % CLASSES] += LossReference.gradient(loss, outputs[i], target) / CLASSES;
      }
      assertThat(result.samples()).isEqualTo(SAMPLES);
      assertThat(result.lossSum()).isCloseTo(expected, within(1e-5 * expected));
      assertThat(lastBias(model)).containsExactly(gradients, within(1e-4));
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void leavesNothingOpenBehindAStep(Loss loss) {
    try (TrainableModel model = load()) {
      // given
      Targets targets = loss == Loss.CROSS_ENTROPY ? batch.targets() : oneHot();
      model.forwardBackward(batch.inputs(), batch.shape(), targets, loss, 0);
      int open = ((DjlTrainableModel) model).openArrays();

      // when
      model.forwardBackward(batch.inputs(), batch.shape(), targets, loss, 0);
      model.evaluate(batch.inputs(), batch.shape(), targets, loss);

      // then
      assertThat(((DjlTrainableModel) model).openArrays()).isEqualTo(open);
    }
  }

  @Test
  void countsWhichClassWasTakenForWhich() {
    try (TrainableModel model = load()) {
      // when
      EvaluationSums sums =
          model.evaluate(batch.inputs(), batch.shape(), batch.targets(), Loss.CROSS_ENTROPY);
      StepResult step =
          model.forwardBackward(
              batch.inputs(), batch.shape(), batch.targets(), Loss.CROSS_ENTROPY, 0);

      // then
      long[] answers = LongStream.range(0, SAMPLES).map(this::best).toArray();
      assertThat(sums.classes())
          .isEqualTo(Scores.classes(answers, batch.targets().classes(), CLASSES));
      assertThat(sums.classes().correct()).isEqualTo(step.correct());
      assertThat(sums.loss()).isCloseTo(step.lossSum(), within(1e-4));
      assertThat(sums.numbers()).isNull();
    }
  }

  @Test
  void takesBinaryAnswersForTwoClasses() {
    try (TrainableModel model = load()) {
      // when
      ClassCounts counts =
          model
              .evaluate(
                  batch.inputs(), batch.shape(), oneHot(), Loss.BINARY_CROSS_ENTROPY_WITH_LOGITS)
              .classes();

      // then
      long positive = 0;
      for (float output : outputs) {
        positive += output >= 0 ? 1 : 0;
      }
      assertThat(counts.answers()).isEqualTo(SAMPLES * CLASSES);
      assertThat(counts.actual(1)).isEqualTo(SAMPLES);
      assertThat(counts.answered(1)).isEqualTo(positive);
      assertThat(counts.correct()).isEqualTo(counts.confused(0, 0) + counts.confused(1, 1));
    }
  }

  @Test
  void measuresHowFarNumbersAre() {
    try (TrainableModel model = load()) {
      // when
      EvaluationSums sums =
          model.evaluate(batch.inputs(), batch.shape(), oneHot(), Loss.MEAN_SQUARED_ERROR);

      // then
      assertThat(sums.classes()).isNull();
      assertThat(sums.numbers().count()).isEqualTo(SAMPLES * CLASSES);
      assertThat(sums.numbers().squared() / CLASSES)
          .isCloseTo(sums.loss(), within(1e-5 * sums.loss()));
      assertThat(sums.numbers().targetMean()).isCloseTo(0.1, within(1e-12));
      assertThat(sums.numbers().targetDeviation())
          .isCloseTo(SAMPLES * CLASSES * 0.09, within(1e-9));
    }
  }

  private TrainableModel load() {
    return engine.loadTrainable(MODEL.copyTo(directory), MODEL.signature());
  }

  private Targets oneHot() {
    float[] targets = new float[SAMPLES * CLASSES];
    for (int i = 0; i < SAMPLES; i++) {
      targets[i * CLASSES + (int) batch.targets().classes().get(i)] = 1;
    }
    return TestTargets.numbers(Shape.of(SAMPLES, CLASSES), targets);
  }

  private long best(long sample) {
    int first = (int) sample * CLASSES;
    int best = 0;
    for (int k = 1; k < CLASSES; k++) {
      best = outputs[first + k] > outputs[first + best] ? k : best;
    }
    return best;
  }

  private static double[] lastBias(TrainableModel model) {
    int offset =
        model.parameters().layout().stream()
            .filter(slice -> slice.name().equals("fc2_bias"))
            .mapToInt(ParameterSlice::offset)
            .findFirst()
            .orElseThrow();
    float[] all = ShardedTraining.gather(model.parameters());
    double[] bias = new double[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      bias[i] = all[offset + i];
    }
    return bias;
  }
}
