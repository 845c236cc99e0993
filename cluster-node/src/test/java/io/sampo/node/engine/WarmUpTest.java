package io.sampo.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final Path ARTIFACT = Path.of("model.pt");

  @Test
  void asksForOneItemAndOneWhereAnySizeIsAllowed() {
    // given
    Signature signature = signature(8, new TensorSpec("tokens", DataType.INT64, Shape.of(-1, 3)));
    // when
    List<Tensor> inputs = WarmUp.inputs(signature);
    // then
    assertThat(inputs)
        .containsExactly(
            Tensor.wrap("tokens", DataType.INT64, Shape.of(1, 1, 3), new byte[3 * Long.BYTES]));
  }

  @Test
  void leavesTheBatchDimensionOutOfUnbatchedInputs() {
    // given
    Signature signature = signature(0, new TensorSpec("image", DataType.UINT8, Shape.of(-1)));
    // when
    List<Tensor> inputs = WarmUp.inputs(signature);
    // then
    assertThat(inputs.get(0).shape()).isEqualTo(Shape.of(1));
  }

  @Test
  void refusesElementsWithoutASize() {
    // given
    Signature signature = signature(0, new TensorSpec("text", DataType.BYTES, Shape.of(1)));
    // when, then
    assertThatThrownBy(() -> WarmUp.inputs(signature))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("[text]");
  }

  @Test
  void blamesTheSignatureWhenTheModuleFailsOnZeros() {
    // given
    Signature signature = signature(8, new TensorSpec("x", DataType.FP32, Shape.of(3)));
    FakeModelEngine engine =
        FakeModelEngine.instant()
            .answering(
                inputs -> {
                  throw new PlatformException(ErrorCode.INVALID_ARGUMENT, "sizes differ");
                });
    // when, then
    try (LoadedModel model = engine.load(ARTIFACT, signature)) {
      assertThatThrownBy(() -> WarmUp.run(model, signature))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH))
          .hasMessage("sizes differ");
    }
  }

  private static Signature signature(int maxBatchSize, TensorSpec input) {
    return new Signature(
        List.of(input),
        List.of(new TensorSpec("y", DataType.FP32, Shape.of(1))),
        maxBatchSize,
        List.of());
  }
}
