package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.ParameterSlice;
import io.sampo.node.engine.ParameterSpace;
import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.Targets;
import io.sampo.node.engine.TestDigits;
import io.sampo.node.engine.TestModels;
import io.sampo.node.engine.TestTargets;
import io.sampo.node.engine.TrainableModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlTrainableModelTest {
  private static final int STEPS = 200;

  private final ModelEngine engine = new DjlModelEngine();
  private final TestDigits digits = TestDigits.first(512);

  @TempDir private Path directory;

  @Test
  void laysOutParametersWithoutGaps() {
    try (TrainableModel model = load(TestModels.DIGITS_CNN)) {
      // when
      List<ParameterSlice> layout = model.parameters().layout();
      // then
      int next = 0;
      for (ParameterSlice slice : layout) {
        assertThat(slice.offset()).isEqualTo(next);
        next += slice.floats();
      }
      assertThat(model.parameters().floats()).isEqualTo(next).isEqualTo(20_522);
      assertThat(layout)
          .contains(new ParameterSlice("conv1_weight", Shape.of(8, 1, 5, 5), 0))
          .hasSize(8);
      assertThat(model.parameters().parameters().remaining()).isEqualTo(next * Float.BYTES);
    }
  }

  @Test
  void sumsTheGradientsOfShardsToThatOfTheWholeBatch() {
    try (TrainableModel model = load(TestModels.DIGITS_CNN)) {
      // given
      StepResult whole = step(model, 0, 43);
      float[] expected = ShardedTraining.gather(model.parameters());
      // when
      StepResult parts = step(model, 0, 20).plus(step(model, 20, 14)).plus(step(model, 34, 9));
      float[] gradients = ShardedTraining.gather(model.parameters());
      // then
      assertThat(relativeDistance(gradients, expected)).isLessThan(1e-5);
      assertThat(norm(expected)).isGreaterThan(1);
      assertThat(parts.lossSum()).isCloseTo(whole.lossSum(), within(1e-3));
      assertThat(parts.samples()).isEqualTo(43);
      assertThat(parts.correct()).isEqualTo(whole.correct());
    }
  }

  @Test
  void gathersNothingTwice() {
    try (TrainableModel model = load(TestModels.DIGITS_CNN)) {
      // given
      step(model, 0, 8);
      float[] first = ShardedTraining.gather(model.parameters());
      // when
      float[] second = ShardedTraining.gather(model.parameters());
      step(model, 0, 8);
      model.parameters().zeroGradients();
      float[] third = ShardedTraining.gather(model.parameters());
      // then
      assertThat(norm(first)).isPositive();
      assertThat(second).containsOnly(0f);
      assertThat(third).containsOnly(0f);
    }
  }

  @Test
  void hasNoGradientBeforeTheFirstStep() {
    try (TrainableModel model = load(TestModels.DIGITS_CNN)) {
      // when
      model.parameters().zeroGradients();
      // then
      assertThat(ShardedTraining.gather(model.parameters())).containsOnly(0f);
    }
  }

  @Test
  void keepsParametersAndGradientsOverTwoHundredStepsAndCollections() {
    try (TrainableModel trained = load(TestModels.DIGITS_CNN);
        TrainableModel fresh = load(TestModels.DIGITS_CNN)) {
      // given
      double before = evaluate(trained).loss();
      int openAtFirst = 0;
      for (int i = 0; i < STEPS; i++) {
        step(trained, i * 16L, 16);
        descend(trained.parameters());
        if (i == 2) {
          openAtFirst = ((DjlTrainableModel) trained).openArrays();
        }
        if (i % 50 == 49) {
          System.gc();
        }
      }
      // when
      fresh.parameters().replaceParameters(trained.parameters().parameters());
      StepResult ofTrained = step(trained, 7, 16);
      StepResult ofFresh = step(fresh, 7, 16);
      // then
      assertThat(ofTrained).isEqualTo(ofFresh);
      float[] gradients = ShardedTraining.gather(trained.parameters());
      assertThat(Arrays.equals(gradients, ShardedTraining.gather(fresh.parameters()))).isTrue();
      assertThat(((DjlTrainableModel) trained).openArrays()).isEqualTo(openAtFirst);
      assertThat(evaluate(trained).loss()).isLessThan(before / 2);
    }
  }

  @Test
  void writesAModuleThatIsServedWithTheSameAnswers() throws IOException {
    // given
    Path file = directory.resolve("trained.pt");
    try (TrainableModel trained = load(TestModels.DIGITS_CNN)) {
      for (int i = 0; i < 5; i++) {
        step(trained, i * 16L, 16);
        descend(trained.parameters());
      }
      EvaluationSums expected = evaluate(trained);
      // when
      try (OutputStream out = Files.newOutputStream(file)) {
        trained.write(out);
      }
      // then
      try (TrainableModel again = engine.loadTrainable(file, TestModels.DIGITS_CNN.signature())) {
        assertThat(again.parameters().parameters()).isEqualTo(trained.parameters().parameters());
        assertThat(evaluate(again)).isEqualTo(expected);
        assertThat(write(again)).isEqualTo(Files.readAllBytes(file));
      }
      assertThat(countServedCorrectly(file)).isEqualTo(expected.classes().correct());
    }
  }

  private int countServedCorrectly(Path file) {
    TestDigits.Batch batch = digits.batch(0, 64);
    float[] pixels = new float[batch.inputs().remaining() / Float.BYTES];
    batch.inputs().asFloatBuffer().get(pixels);
    try (LoadedModel served = engine.load(file, TestModels.DIGITS_CNN.signature())) {
      Tensor image = Tensor.ofFloats("image", batch.shape(), pixels);
      float[] logits = served.forward(List.of(image)).get(0).toFloats();
      int correct = 0;
      for (int i = 0; i < 64; i++) {
        int best = 0;
        for (int k = 1; k < 10; k++) {
          best = logits[i * 10 + k] > logits[i * 10 + best] ? k : best;
        }
        correct += best == batch.targets().classes().get(i) ? 1 : 0;
      }
      return correct;
    }
  }

  @Test
  void takesSumAsALossOfGradientsThatAreKnown() {
    try (TrainableModel model = load(TestModels.DIGITS_MLP)) {
      // given
      TestDigits.Batch batch = digits.batch(0, 3);
      ParameterSlice lastBias =
          model.parameters().layout().stream()
              .filter(slice -> slice.name().equals("fc2_bias"))
              .findFirst()
              .orElseThrow();
      // when
      model.forwardBackward(batch.inputs(), batch.shape(), Targets.NONE, Loss.SUM, 0);
      // then
      float[] gradients = ShardedTraining.gather(model.parameters());
      for (int i = 0; i < 10; i++) {
        assertThat(gradients[lastBias.offset() + i]).isEqualTo(3f);
      }
    }
  }

  @Test
  void drawsTheSameNumbersForTheSameSeedAndNoneWhileEvaluating() {
    try (TrainableModel model = load(TestModels.BATCH_NORM)) {
      // given
      ByteBuffer inputs = floats(0.5f, 1, -2, 4, -3, 0.25f, 7, 1, 2, 9, -4, 5);
      Shape shape = Shape.of(3, 4);
      Targets none = Targets.NONE;
      // when
      double first = model.forwardBackward(inputs, shape, none, Loss.SUM, 11).lossSum();
      double again = model.forwardBackward(inputs, shape, none, Loss.SUM, 11).lossSum();
      double other = model.forwardBackward(inputs, shape, none, Loss.SUM, 12).lossSum();
      EvaluationSums evaluated = model.evaluate(inputs, shape, none, Loss.SUM);
      // then
      assertThat(again).isEqualTo(first);
      assertThat(other).isNotEqualTo(first);
      assertThat(model.evaluate(inputs, shape, none, Loss.SUM)).isEqualTo(evaluated);
    }
  }

  @Test
  void readsInputsAndTargetsFromTheirPositions() {
    try (TrainableModel model = load(TestModels.DIGITS_CNN)) {
      // given
      TestDigits.Batch four = digits.batch(0, 4);
      TestDigits.Batch lastTwo = digits.batch(2, 2);
      four.inputs().position(four.inputs().limit() / 2);
      ByteBuffer values = four.targets().values().position(2 * Long.BYTES);
      Targets targets = new Targets(values, DataType.INT64, lastTwo.targets().batchShape());
      // when
      EvaluationSums fromPosition =
          model.evaluate(four.inputs(), lastTwo.shape(), targets, Loss.CROSS_ENTROPY);
      // then
      EvaluationSums expected =
          model.evaluate(lastTwo.inputs(), lastTwo.shape(), lastTwo.targets(), Loss.CROSS_ENTROPY);
      assertThat(fromPosition).isEqualTo(expected);
      assertThat(values.position()).isEqualTo(2 * Long.BYTES);
    }
  }

  @Test
  void refusesBatchesThatDoNotFit() {
    try (TrainableModel model = load(TestModels.DIGITS_CNN)) {
      TestDigits.Batch batch = digits.batch(0, 2);
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "Expected a batch of [1,28,28], but got [2,28,28]",
          () -> model.evaluate(batch.inputs(), Shape.of(2, 28, 28), batch.targets(), Loss.SUM));
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "bytes in a direct buffer",
          () -> model.evaluate(floats(1), batch.shape(), batch.targets(), Loss.SUM));
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "Expected targets [2] for CROSS_ENTROPY of outputs [2,10], but got [1]",
          () -> train(model, batch, TestTargets.classes(1)));
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "Expected classes of 0 to 9, but got 10",
          () -> train(model, batch, TestTargets.classes(1, 10)));
    }
  }

  private static void train(TrainableModel model, TestDigits.Batch batch, Targets targets) {
    model.forwardBackward(batch.inputs(), batch.shape(), targets, Loss.CROSS_ENTROPY, 0);
  }

  @Test
  void refusesModulesThatCannotBeTrained() {
    assertRefused(
        ErrorCode.UNSUPPORTED, "with parameters", () -> load(TestModels.IDENTITY_FP32).close());
    assertRefused(
        ErrorCode.UNSUPPORTED, "FP32 input", () -> load(TestModels.IDENTITY_UINT8).close());
    assertRefused(
        ErrorCode.UNSUPPORTED,
        "shares that of another",
        () -> load(TestModels.TIED_WEIGHTS).close());
  }

  @Test
  void refusesToRunAfterItWasClosedButKeepsTheParameters() {
    // given
    TrainableModel model = load(TestModels.DIGITS_CNN);
    step(model, 0, 4);
    // when
    model.close();
    model.close();
    // then
    assertThat(model.parameters().parameters().getFloat(0)).isFinite();
    assertThatThrownBy(() -> step(model, 0, 4)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ShardedTraining.gather(model.parameters()))
        .isInstanceOf(IllegalStateException.class);
  }

  private TrainableModel load(TestModels model) {
    return engine.loadTrainable(model.copyTo(directory), model.signature());
  }

  private StepResult step(TrainableModel model, long from, int samples) {
    TestDigits.Batch batch = digits.batch(from, samples);
    return model.forwardBackward(
        batch.inputs(), batch.shape(), batch.targets(), Loss.CROSS_ENTROPY, from);
  }

  private EvaluationSums evaluate(TrainableModel model) {
    TestDigits.Batch batch = digits.batch(0, 64);
    return model.evaluate(batch.inputs(), batch.shape(), batch.targets(), Loss.CROSS_ENTROPY);
  }

  private static void descend(ParameterSpace space) {
    float[] gradients = ShardedTraining.gather(space);
    FloatBuffer parameters = space.parameters().asFloatBuffer();
    for (int i = 0; i < gradients.length; i++) {
      parameters.put(i, parameters.get(i) - 0.005f * gradients[i]);
    }
  }

  private static byte[] write(TrainableModel model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.write(bytes);
    return bytes.toByteArray();
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static double relativeDistance(float[] left, float[] right) {
    float[] difference = new float[left.length];
    for (int i = 0; i < left.length; i++) {
      difference[i] = left[i] - right[i];
    }
    return norm(difference) / norm(right);
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
