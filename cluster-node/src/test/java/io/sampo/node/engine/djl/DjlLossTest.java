package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.sampo.node.engine.Targets;
import io.sampo.node.engine.TestTargets;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and gradients against {@link LossReference}, which computes in FP64. */
class DjlLossTest {
  /** Both sides of every bend and the bends themselves, and logits whose exponential overflows. */
  private static final float[] OUTPUTS = {0, 0.25f, -0.5f, 2, -3, 1, 100, -100, 15, -15, 0.75f, 9};

  private static final float[] SHARES = {0, 1, 0.25f, 1, 1, 0, 1, 1, 1, 0, 0.5f, 0};

  private NDManager manager;
  private boolean gradMode;

  @BeforeEach
  void followGradients() {
    manager = DjlNatives.start().newBaseManager();
    gradMode = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
  }

  @AfterEach
  void closeManager() {
    JniUtils.setGradMode(gradMode);
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "MEAN_SQUARED_ERROR",
        "MEAN_ABSOLUTE_ERROR",
        "HUBER",
        "BINARY_CROSS_ENTROPY_WITH_LOGITS"
      })
  void addsTheMeansOfTheElementsOfEachSample(Loss loss) {
    for (Shape shape : new Shape[] {Shape.of(12), Shape.of(4, 3), Shape.of(2, 3, 2)}) {
      // given
      NDArray outputs = outputs(shape, OUTPUTS);
      long elements = shape.withoutFirst().elementCount();

      // when
      double sum = backward(loss, outputs, TestTargets.numbers(shape, SHARES));

      // then
      double expected = 0;
      float[] gradients = outputs.getGradient().toFloatArray();
      for (int i = 0; i < OUTPUTS.length; i++) {
        expected += LossReference.value(loss, OUTPUTS[i], SHARES[i]) / elements;
        assertThat((double) gradients[i])
            .as("gradient of %s at %s for %s", loss, OUTPUTS[i], SHARES[i])
            .isCloseTo(
                LossReference.gradient(loss, OUTPUTS[i], SHARES[i]) / elements, within(1e-5));
      }
      assertThat(sum).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  /** What DJL makes of a Java number does not outlive the next collection. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUM")
  void hasTheSameGradientsWhateverIsCollectedBeforeTheBackward(Loss loss) {
    // given
    boolean classes = loss == Loss.CROSS_ENTROPY;
    Shape shape = classes ? Shape.of(2, 2, 3) : Shape.of(4, 3);
    Targets targets =
        classes
            ? new Targets(
                TestTargets.classes(2, 1, 0, 2).values(),
                loss.targetType().orElseThrow(),
                Shape.of(2, 2))
            : TestTargets.numbers(shape, SHARES);
    NDArray undisturbed = outputs(shape, OUTPUTS);
    backward(loss, undisturbed, targets);
    NDArray outputs = outputs(shape, OUTPUTS);

    // when
    PtNDArray sum = (PtNDArray) DjlLoss.sum(loss, outputs, targets);
    collectDirectBuffers();
    JniUtils.backward(sum, (PtNDArray) sum.onesLike(), false, false);

    // then
    assertThat(outputs.getGradient().toFloatArray())
        .isEqualTo(undisturbed.getGradient().toFloatArray());
  }

  /** Twice, so that all that the first collection has found is free when the second one is over. */
  private static void collectDirectBuffers() {
    for (int round = 0; round < 2; round++) {
      ReferenceQueue<ByteBuffer> collected = new ReferenceQueue<>();
      Reference<ByteBuffer> unused =
          new PhantomReference<>(ByteBuffer.allocateDirect(8), collected);
      await()
          .until(
              () -> {
                System.gc();
                return collected.poll() == unused;
              });
    }
  }

  @Test
  void keepsSmallBinaryLossesThatARoundedOneWouldLose() {
    // when
    double sum =
        backward(
            Loss.BINARY_CROSS_ENTROPY_WITH_LOGITS,
            outputs(Shape.of(1), 15),
            TestTargets.numbers(Shape.of(1), 1));

    // then
    assertThat(sum).isCloseTo(Math.log1p(Math.exp(-15)), within(1e-12));
  }

  @Test
  void takesTheCrossEntropyOfOneClassForEachSample() {
    // given
    float[] logits = {1, 2, 0.5f, 200, -200, 0, -1, -1, -1};
    long[] classes = {2, 1, 0};
    NDArray outputs = outputs(Shape.of(3, 3), logits);

    // when
    double sum = backward(Loss.CROSS_ENTROPY, outputs, TestTargets.classes(classes));

    // then
    assertThat(sum).isCloseTo(LossReference.crossEntropy(logits, classes, 3), within(1e-6 * sum));
    assertThat(doubles(outputs.getGradient().toFloatArray()))
        .containsExactly(LossReference.crossEntropyGradients(logits, classes, 3), within(1e-6));
  }

  @Test
  void takesTheMeanOverThePositionsOfASequence() {
    // given
    float[] logits = {1, 2, 0.5f, 3, -2, 0, -1, -1, -1, 0, 0, 4};
    long[] classes = {2, 0, 1, 2};
    NDArray outputs = outputs(Shape.of(2, 2, 3), logits);

    // when
    double sum =
        backward(Loss.CROSS_ENTROPY, outputs, TestTargets.classes(Shape.of(2, 2), classes));

    // then
    double[] expected = LossReference.crossEntropyGradients(logits, classes, 3);
    assertThat(sum).isCloseTo(LossReference.crossEntropy(logits, classes, 3) / 2, within(1e-6));
    float[] gradients = outputs.getGradient().toFloatArray();
    for (int i = 0; i < gradients.length; i++) {
      assertThat((double) gradients[i]).isCloseTo(expected[i] / 2, within(1e-6));
    }
  }

  @Test
  void countsEveryPositionOfASequence() {
    // given
    NDArray outputs = outputs(Shape.of(2, 2, 3), 1, 2, 0.5f, 3, -2, 0, -1, -1, 0, 0, 0, 4);
    Targets targets = TestTargets.classes(Shape.of(2, 2), 1, 2, 2, 2);

    // when
    EvaluationSums sums = DjlScores.sums(Loss.CROSS_ENTROPY, outputs, targets, 0.5);

    // then
    assertThat(DjlScores.correct(Loss.CROSS_ENTROPY, outputs, targets)).isEqualTo(3);
    assertThat(sums)
        .isEqualTo(
            new EvaluationSums(
                2,
                0.5,
                new ClassCounts(3, 4, 3, List.of(0L, 0L, 0L, 0L, 1L, 0L, 1L, 0L, 2L)),
                null));
  }

  @Test
  void takesANumberForAListOfOneNumber() {
    // when
    double sum =
        backward(
            Loss.MEAN_SQUARED_ERROR,
            outputs(Shape.of(2, 1), 1, 2),
            TestTargets.numbers(Shape.of(2), 3, 5));

    // then: a broadcast to [2,2] would give 4 + 16 + 1 + 9
    assertThat(sum).isEqualTo(13);
  }

  @Test
  void refusesTargetsOfAnotherShape() {
    NDArray pairs = outputs(Shape.of(2, 2), 1, 2, 3, 4);
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected targets [2,2] for MEAN_SQUARED_ERROR of outputs [2,2], but got [2]",
        () -> sum(Loss.MEAN_SQUARED_ERROR, pairs, TestTargets.numbers(Shape.of(2), 1, 2)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected targets [2] for CROSS_ENTROPY of outputs [2,2], but got [2,2]",
        () -> sum(Loss.CROSS_ENTROPY, pairs, TestTargets.classes(Shape.of(2, 2), 0, 0, 0, 0)));
    assertRefused(
        ErrorCode.SIGNATURE_MISMATCH,
        "Expected logits [N,classes] or [N,positions,classes] for CROSS_ENTROPY, but the module"
            + " gave [2]",
        () -> sum(Loss.CROSS_ENTROPY, outputs(Shape.of(2), 1, 2), TestTargets.classes(0, 0)));
  }

  @Test
  void refusesTargetsOfAnotherTypeOrOutOfRange() {
    NDArray pairs = outputs(Shape.of(1, 2), 1, 2);
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected FP32 targets for HUBER, but got INT64",
        () -> sum(Loss.HUBER, pairs, TestTargets.classes(Shape.of(1, 2), 1, 1)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected INT64 targets for CROSS_ENTROPY, but got FP32",
        () -> sum(Loss.CROSS_ENTROPY, pairs, TestTargets.numbers(Shape.of(1), 1)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected targets between 0 and 1 for BINARY_CROSS_ENTROPY_WITH_LOGITS, but got 2.0",
        () ->
            sum(
                Loss.BINARY_CROSS_ENTROPY_WITH_LOGITS,
                pairs,
                TestTargets.numbers(Shape.of(1, 2), 1, 2)));
  }

  private NDArray outputs(Shape shape, float... values) {
    NDArray outputs = manager.create(values, DjlTypes.toDjl(shape));
    outputs.setRequiresGradient(true);
    return outputs;
  }

  private static double backward(Loss loss, NDArray outputs, Targets targets) {
    NDArray sum = sum(loss, outputs, targets);
    JniUtils.backward((PtNDArray) sum, (PtNDArray) sum.onesLike(), false, false);
    return sum.getFloat();
  }

  private static NDArray sum(Loss loss, NDArray outputs, Targets targets) {
    return DjlLoss.sum(loss, outputs, targets);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static void assertRefused(ErrorCode code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
