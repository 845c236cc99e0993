package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sampo.node.engine.ForwardTimes;
import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.TestDigits;
import io.sampo.node.engine.TestModels;
import io.sampo.node.engine.WarmUp;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DjlLoadedModelTest {
  private static final TensorSpec IMAGE =
      new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 28));

  private final ModelEngine engine = new DjlModelEngine();

  @TempDir private Path directory;

  @Test
  void givesBackWhatAnIdentityModelGot() {
    // given
    Tensor bytes =
        Tensor.wrap(
            "input", DataType.UINT8, Shape.of(5), new byte[] {9, 0, 127, -128, -1, 1, 9}, 1, 5);
    // when
    List<Tensor> outputs;
    try (LoadedModel model = load(TestModels.IDENTITY_UINT8)) {
      outputs = model.forward(List.of(bytes));
    }
    // then
    assertThat(outputs)
        .containsExactly(
            Tensor.wrap("output", DataType.UINT8, Shape.of(5), new byte[] {0, 127, -128, -1, 1}));
  }

  @Test
  void leavesAnAnswerAloneWhenTheNextForwardComes() {
    // given
    Tensor first = Tensor.wrap("input", DataType.UINT8, Shape.of(3), new byte[] {1, 2, 3});
    Tensor second = Tensor.wrap("input", DataType.UINT8, Shape.of(3), new byte[] {4, 5, 6});
    // when: the module gives back its input itself, whose memory is used again
    List<Tensor> answer;
    try (LoadedModel model = load(TestModels.IDENTITY_UINT8)) {
      answer = model.forward(List.of(first));
      model.forward(List.of(second));
    }
    // then
    assertThat(answer)
        .containsExactly(Tensor.wrap("output", DataType.UINT8, Shape.of(3), new byte[] {1, 2, 3}));
  }

  @Test
  void passesTensorsWithoutElements() {
    // given
    Tensor empty = Tensor.wrap("input", DataType.UINT8, Shape.of(0), new byte[0]);
    // when, then
    try (LoadedModel model = load(TestModels.IDENTITY_UINT8)) {
      assertThat(model.forward(List.of(empty)).get(0).byteCount()).isZero();
    }
  }

  @Test
  void putsNamedInputsAndResultsInTheirPlaces() {
    // given
    Tensor minuend = Tensor.ofFloats("minuend", Shape.of(2), 5, 1);
    Tensor subtrahend = Tensor.ofFloats("subtrahend", Shape.of(2), 2, 4);
    // when
    List<Tensor> outputs;
    try (LoadedModel model = load(TestModels.DICTIONARY)) {
      outputs = model.forward(List.of(subtrahend, minuend));
    }
    // then
    assertThat(outputs)
        .containsExactly(
            Tensor.ofFloats("difference", Shape.of(2), 3, -3),
            Tensor.wrap("positive", DataType.BOOL, Shape.of(2), new byte[] {1, 0}));
  }

  @Test
  void answersABatchAsItAnswersItsItems() {
    // given
    int items = 32;
    TestDigits digits = TestDigits.first(items);
    try (LoadedModel model = load(TestModels.DIGITS_CNN)) {
      // when
      float[] together = model.forward(List.of(image(digits, 0, items))).get(0).toFloats();
      // then
      for (int i = 0; i < items; i++) {
        float[] alone = model.forward(List.of(image(digits, i, 1))).get(0).toFloats();
        for (int k = 0; k < 10; k++) {
          assertThat(together[i * 10 + k]).isCloseTo(alone[k], within(1e-5f));
        }
      }
    }
  }

  @Test
  void answersBitForBitTheSameUnderConcurrentCalls() throws Exception {
    // given
    TestDigits digits = TestDigits.first(64);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LoadedModel model = load(TestModels.DIGITS_CNN)) {
      List<Tensor> inputs = new ArrayList<>();
      List<Tensor> expected = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        inputs.add(image(digits, i * 4L, 4));
        expected.addAll(model.forward(List.of(inputs.get(i))));
      }
      // when
      List<Future<Integer>> differences = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int offset = thread;
        differences.add(threads.submit(() -> countDifferences(model, inputs, expected, offset)));
      }
      // then
      for (Future<Integer> difference : differences) {
        assertThat(difference.get(60, TimeUnit.SECONDS)).isZero();
      }
      assertThat(((DjlLoadedModel) model).openArrays()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  private static int countDifferences(
      LoadedModel model, List<Tensor> inputs, List<Tensor> expected, int offset) {
    int differences = 0;
    for (int round = 0; round < 200; round++) {
      int index = (round + offset) % inputs.size();
      if (!model.forward(List.of(inputs.get(index))).equals(List.of(expected.get(index)))) {
        differences++;
      }
    }
    return differences;
  }

  @Test
  void refusesAFileThatIsNoTorchScript() throws IOException {
    // given
    Path text = Files.writeString(directory.resolve("text.pt"), "weights, honestly");
    Path half = directory.resolve("half.pt");
    byte[] whole = Files.readAllBytes(TestModels.DIGITS_CNN.copyTo(directory));
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    Path empty = Files.createFile(directory.resolve("empty.pt"));
    // when, then
    for (Path file : List.of(text, half, empty)) {
      assertRefused(
          ErrorCode.ARTIFACT_INVALID,
          "Expected a TorchScript module, but",
          () -> engine.load(file, TestModels.DIGITS_CNN.signature()));
    }
    assertRefused(
        ErrorCode.ARTIFACT_UNAVAILABLE,
        "[gone.pt]",
        () -> engine.load(directory.resolve("gone.pt"), TestModels.DIGITS_CNN.signature()));
  }

  @Test
  void showsASignatureThatTheModuleDoesNotFit() {
    assertWarmUpRefused(
        new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 27)),
        new TensorSpec("logits", DataType.FP32, Shape.of(10)),
        "shapes cannot be multiplied");
    assertWarmUpRefused(
        IMAGE,
        new TensorSpec("logits", DataType.FP32, Shape.of(11)),
        "Expected output [logits] to be FP32 [1,11], but the module gave FP32 [1,10]");
    assertWarmUpRefused(
        IMAGE,
        new TensorSpec("logits", DataType.FP64, Shape.of(10)),
        "Expected output [logits] to be FP64 [1,10], but the module gave FP32 [1,10]");
  }

  private void assertWarmUpRefused(TensorSpec input, TensorSpec output, String message) {
    Signature signature = new Signature(List.of(input), List.of(output), 8, List.of());
    try (LoadedModel model = engine.load(TestModels.DIGITS_MLP.copyTo(directory), signature)) {
      assertRefused(ErrorCode.SIGNATURE_MISMATCH, message, () -> WarmUp.run(model, signature));
    }
  }

  @Test
  void showsAWrongNumberOfInputsAndOutputs() {
    // given
    Path file = TestModels.DIGITS_MLP.copyTo(directory);
    TensorSpec logits = new TensorSpec("logits", DataType.FP32, Shape.of(10));
    TensorSpec more = new TensorSpec("more", DataType.FP32, Shape.of(10));
    Signature twoInputs = new Signature(List.of(IMAGE, more), List.of(logits), 8, List.of());
    Signature twoOutputs = new Signature(List.of(IMAGE), List.of(logits, more), 8, List.of());
    // when, then
    try (LoadedModel model = engine.load(file, twoInputs)) {
      assertRefused(ErrorCode.SIGNATURE_MISMATCH, "argument", () -> WarmUp.run(model, twoInputs));
    }
    try (LoadedModel model = engine.load(file, twoOutputs)) {
      assertRefused(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected 2 outputs, but the module gave 1",
          () -> WarmUp.run(model, twoOutputs));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"BF16", "BYTES", "INT16", "UINT16", "UINT32", "UINT64"})
  void refusesDatatypesThatWouldEndTheProcess(DataType dataType) {
    // given
    TensorSpec specification = new TensorSpec("x", dataType, Shape.of(-1));
    Signature signature =
        new Signature(List.of(specification), List.of(specification), 0, List.of());
    Path file = TestModels.IDENTITY_UINT8.copyTo(directory);
    // when, then
    assertRefused(ErrorCode.UNSUPPORTED, "[x] is " + dataType, () -> engine.load(file, signature));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "FP32", "FP64"})
  void carriesEveryDatatypeThatItAccepts(DataType dataType) {
    // given
    TensorSpec in = new TensorSpec("in", dataType, Shape.of(-1));
    TensorSpec out = new TensorSpec("out", dataType, Shape.of(-1));
    Signature signature = new Signature(List.of(in), List.of(out), 0, List.of());
    byte[] data = new byte[3 * dataType.elementBytes()];
    data[dataType.elementBytes()] = 1;
    Tensor input = Tensor.wrap("in", dataType, Shape.of(3), data);
    // when, then: the script of this identity is the same for any type
    try (LoadedModel model = engine.load(TestModels.IDENTITY_UINT8.copyTo(directory), signature)) {
      assertThat(model.forward(List.of(input)))
          .containsExactly(Tensor.wrap("out", dataType, Shape.of(3), data));
    }
  }

  @Test
  void saysWhereTheTimeOfAForwardWent() {
    // given
    TestDigits digits = TestDigits.first(32);
    List<List<Tensor>> requests =
        List.of(List.of(image(digits, 0, 16)), List.of(image(digits, 16, 16)));
    try (LoadedModel model = load(TestModels.DIGITS_CNN)) {
      // when
      long began = System.nanoTime();
      ForwardTimes times = model.forwardTogether(requests).times();
      long took = System.nanoTime() - began;
      // then
      assertThat(times.inputNanos()).isPositive();
      assertThat(times.inferNanos()).isPositive();
      assertThat(times.outputNanos()).isPositive();
      assertThat(times.inputNanos() + times.inferNanos() + times.outputNanos())
          .isLessThanOrEqualTo(took);
    }
  }

  @Test
  void refusesToRunAfterItWasClosed() {
    // given
    LoadedModel model = load(TestModels.IDENTITY_UINT8);
    List<Tensor> inputs = WarmUp.inputs(TestModels.IDENTITY_UINT8.signature());
    // when
    model.close();
    model.close();
    // then
    assertThatThrownBy(() -> model.forward(inputs)).isInstanceOf(IllegalStateException.class);
  }

  private LoadedModel load(TestModels model) {
    return engine.load(model.copyTo(directory), model.signature());
  }

  private static Tensor image(TestDigits digits, long from, int items) {
    TestDigits.Batch batch = digits.batch(from, items);
    float[] values = new float[batch.inputs().remaining() / Float.BYTES];
    batch.inputs().asFloatBuffer().get(values);
    return Tensor.ofFloats("image", batch.shape(), values);
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
