package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.ParameterSlice;
import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.TestModels;
import io.sampo.node.engine.TestTargets;
import io.sampo.node.engine.TrainableModel;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.training.Loss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transformer of the example, before anybody has trained it. */
class LanguageModelTest {
  private static final int CONTEXT = 64;
  private static final int BYTES = 256;

  private final DjlModelEngine engine = new DjlModelEngine();
  private final Random random = new Random(1);

  @TempDir private Path directory;

  @Test
  void looksAtNoByteBehindAPlace() {
    // given
    float[] text = bytes(CONTEXT);
    float[] changed = text.clone();
    int place = 40;
    changed[place] = (text[place] + 1) % BYTES;
    // when
    float[] before = logits(text);
    float[] after = logits(changed);
    // then
    int behind = place * BYTES;
    assertThat(Arrays.copyOf(after, behind)).isEqualTo(Arrays.copyOf(before, behind));
    for (int later = place; later < CONTEXT; later++) {
      int from = later * BYTES;
      assertThat(Arrays.copyOfRange(after, from, from + BYTES))
          .as("logits of place %d", later)
          .isNotEqualTo(Arrays.copyOfRange(before, from, from + BYTES));
    }
  }

  @Test
  void tellsNoByteFromAnotherAtFirst() {
    try (TrainableModel model = load()) {
      StepResult step = step(model, 4);

      assertThat(step.lossSum() / step.samples()).isCloseTo(Math.log(BYTES), within(0.1));
    }
  }

  @Test
  void trainsEveryParameter() {
    try (TrainableModel model = load()) {
      // when
      step(model, 4);
      float[] gradient = ShardedTraining.gather(model.parameters());
      // then
      for (ParameterSlice slice : model.parameters().layout()) {
        float[] part =
            Arrays.copyOfRange(gradient, slice.offset(), slice.offset() + slice.floats());
        float[] nothing = new float[part.length];
        assertThat(part).as("gradient of %s", slice.name()).isNotEqualTo(nothing);
      }
      assertThat(gradient).hasSize(279_424);
    }
  }

  private StepResult step(TrainableModel model, int windows) {
    float[] numbers = bytes(windows * CONTEXT);
    ByteBuffer inputs =
        ByteBuffer.allocateDirect(numbers.length * Float.BYTES).order(ByteOrder.nativeOrder());
    inputs.asFloatBuffer().put(numbers);
    long[] targets = random.longs(numbers.length, 0, BYTES).toArray();
    Shape batch = Shape.of(windows, CONTEXT);
    return model.forwardBackward(
        inputs, batch, TestTargets.classes(batch, targets), Loss.CROSS_ENTROPY, 1);
  }

  private float[] bytes(int count) {
    float[] bytes = new float[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = random.nextInt(BYTES);
    }
    return bytes;
  }

  private float[] logits(float[] text) {
    Path file = TestModels.LANGUAGE.copyTo(directory);
    try (LoadedModel model = engine.load(file, TestModels.LANGUAGE.signature())) {
      Tensor input = Tensor.ofFloats("bytes", Shape.of(1, CONTEXT), text);
      return model.forward(List.of(input)).get(0).toFloats();
    }
  }

  private TrainableModel load() {
    Path file = TestModels.LANGUAGE.copyTo(directory);
    return engine.loadTrainable(file, TestModels.LANGUAGE.signature());
  }
}
