package io.sampo.http.inference;

import static io.sampo.http.inference.Targets.refused;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestValidatorTest {

  private static final InferTarget TARGET =
      Targets.target(
          4,
          new TensorSpec("a", DataType.FP32, Shape.of(2)),
          new TensorSpec("b", DataType.UINT8, Shape.of(-1)));

  private static InferRequest request(Tensor... inputs) {
    return new InferRequest("", List.of(inputs), List.of(), OutputForm.JSON, 0, 0);
  }

  private static Tensor a(long batch) {
    return Tensor.ofFloats("a", Shape.of(batch, 2), new float[(int) (2 * batch)]);
  }

  private static Tensor b(long... shape) {
    return Tensor.wrap(
        "b", DataType.UINT8, Shape.of(shape), new byte[(int) Shape.of(shape).elementCount()]);
  }

  @Test
  void acceptsWhatFits() {
    assertThatCode(() -> RequestValidator.requireFit(request(b(2, 7), a(2)), TARGET))
        .doesNotThrowAnyException();
    assertThatCode(() -> RequestValidator.requireFit(request(a(0), b(0, 1)), TARGET))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("I10 refuses unknown and missing names")
  void refusesUnknownAndMissingNames() {
    Tensor unknown = Tensor.ofFloats("z", Shape.of(1), 1);
    InferRequest output =
        new InferRequest(
            "",
            List.of(a(1), b(1, 1)),
            List.of(new RequestedOutput("q", OutputForm.JSON)),
            OutputForm.JSON,
            0,
            0);

    refused(
        () -> RequestValidator.requireFit(request(unknown), TARGET),
        "unexpected inference input 'z' for model 'm'");
    refused(
        () -> RequestValidator.requireFit(request(a(1)), TARGET),
        "missing required input(s) ['b']");
    refused(
        () -> RequestValidator.requireFit(output, TARGET),
        "unexpected inference output 'q' for model 'm'");
  }

  @Test
  @DisplayName("I11 refuses another datatype and another shape")
  void refusesAnotherDatatypeAndShape() {
    Tensor bytes = Tensor.wrap("a", DataType.UINT8, Shape.of(1, 2), new byte[2]);
    Tensor wide = Tensor.ofFloats("a", Shape.of(1, 3), 1, 2, 3);

    refused(
        () -> RequestValidator.requireFit(request(bytes, b(1, 1)), TARGET),
        "inference input 'a' data-type is 'UINT8', but model 'm' expects 'FP32'");
    refused(
        () -> RequestValidator.requireFit(request(wide, b(1, 1)), TARGET),
        "unexpected shape for input 'a' for model 'm'. Expected [-1,2], got [1,3]");
  }

  @Test
  @DisplayName("I12 refuses batches that differ or are too large")
  void refusesWrongBatches() {
    refused(
        () -> RequestValidator.requireFit(request(a(1), b(2, 1)), TARGET),
        "batch size does not match");
    refused(
        () -> RequestValidator.requireFit(request(a(5), b(5, 1)), TARGET),
        "inference request batch-size must be <= 4 for 'm'");
  }
}
