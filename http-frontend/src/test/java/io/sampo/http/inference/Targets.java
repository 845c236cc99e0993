package io.sampo.http.inference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Model versions for the tests of the protocol, and what they say to requests that do not fit. */
public final class Targets {

  private Targets() {}

  public static InferTarget target(int maxBatchSize, TensorSpec... inputs) {
    TensorSpec output = new TensorSpec("y", DataType.FP32, Shape.of(2));
    return new InferTarget(
        ModelVersion.of("m", "1"),
        new Signature(List.of(inputs), List.of(output), maxBatchSize, List.of()));
  }

  public static InferTarget target(DataType datatype, long... shape) {
    return target(0, new TensorSpec("x", datatype, Shape.of(shape)));
  }

  /** Asserts that it is refused as the caller's fault, with a message that contains this. */
  public static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining(message)
        .extracting(failure -> ((PlatformException) failure).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
