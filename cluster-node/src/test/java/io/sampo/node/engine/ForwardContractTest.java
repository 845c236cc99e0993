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
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ForwardContractTest {
  private static final TensorSpec OUTPUT = new TensorSpec("y", DataType.FP32, Shape.of(-1));
  private static final ForwardContract CONTRACT =
      new ForwardContract(
          new Signature(
              List.of(
                  new TensorSpec("a", DataType.FP32, Shape.of(2)),
                  new TensorSpec("b", DataType.FP32, Shape.of(-1))),
              List.of(OUTPUT),
              8,
              List.of()));

  @Test
  void findsInputsByNameWhateverTheirOrder() {
    // given
    Tensor a = Tensor.ofFloats("a", Shape.of(1, 2), 1, 2);
    Tensor b = Tensor.ofFloats("b", Shape.of(1, 1), 3);
    // when
    List<Tensor> arranged = CONTRACT.arrange(List.of(b, a));
    // then
    assertThat(arranged).containsExactly(a, b);
    assertThat(CONTRACT.batchSize(arranged)).isEqualTo(1);
  }

  @Test
  void refusesInputsOfDifferentBatchSizes() {
    // given
    Tensor a = Tensor.ofFloats("a", Shape.of(2, 2), 1, 2, 3, 4);
    Tensor b = Tensor.ofFloats("b", Shape.of(1, 1), 3);
    // when, then
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected input [b] to be FP32 [2,-1], but got FP32 [1,1]",
        () -> CONTRACT.arrange(List.of(a, b)));
  }

  @Test
  void refusesAnInputUnderAnotherName() {
    // given
    Tensor a = Tensor.ofFloats("a", Shape.of(1, 2), 1, 2);
    Tensor c = Tensor.ofFloats("c", Shape.of(1, 1), 3);
    // when, then
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected an input [b], but got [a, c]",
        () -> CONTRACT.arrange(List.of(a, c)));
  }

  @Test
  void refusesAnotherNumberOfInputs() {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "Expected 2 inputs, but got 0",
        () -> CONTRACT.arrange(List.of()));
  }

  @Test
  void namesTheOutputThatDoesNotFit() {
    assertRefused(
        ErrorCode.SIGNATURE_MISMATCH,
        "Expected output [y] to be FP32 [4,-1], but the module gave FP32 [3,5]",
        () -> CONTRACT.requireOutput(OUTPUT, DataType.FP32, Shape.of(3, 5), 4));
    assertRefused(
        ErrorCode.SIGNATURE_MISMATCH,
        "Expected output [y] to be FP32 [4,-1], but the module gave INT64 [4,5]",
        () -> CONTRACT.requireOutput(OUTPUT, DataType.INT64, Shape.of(4, 5), 4));
    assertRefused(
        ErrorCode.SIGNATURE_MISMATCH,
        "Expected 1 outputs, but the module gave 2",
        () -> CONTRACT.requireOutputCount(2));
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
