package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestCheckTest {
  private final RequestCheck batched = new RequestCheck(signature(4));

  @Test
  void admitsWhatFitsWithItsItemsAndDeadline() {
    Waiting waiting = batched.admit(infer("r", NoOne.ref(), pairs("x", 1, 2, 3, 4)), 100);

    assertThat(waiting.items()).isEqualTo(2);
    assertThat(waiting.itemShapes()).as("the signature leaves nothing open").isEmpty();
    assertThat(waiting.deadlineNanos()).isEqualTo(100 + Duration.ofSeconds(30).toNanos());
  }

  @Test
  void tellsRequestsOfOpenShapesApart() {
    TensorSpec open = new TensorSpec("x", DataType.FP32, Shape.of(-1));
    RequestCheck check =
        new RequestCheck(new Signature(List.of(open), List.of(open), 4, List.of()));

    Waiting waiting = check.admit(infer("r", NoOne.ref(), pairs("x", 1, 2)), 100);

    assertThat(waiting.itemShapes()).containsExactly(Shape.of(2));
  }

  @Test
  void countsAnUnbatchedRequestAsOneItem() {
    RequestCheck unbatched = new RequestCheck(signature(0));

    Waiting waiting =
        unbatched.admit(infer("r", NoOne.ref(), Tensor.ofFloats("x", Shape.of(2), 1, 2)), 0);

    assertThat(waiting.items()).isEqualTo(1);
  }

  @Test
  void refusesMoreItemsThanABatchHolds() {
    assertRefused(
        infer("r", NoOne.ref(), pairs("x", new float[10])),
        ErrorCode.INVALID_ARGUMENT,
        "Expected a batch of 1 to 4, but was [5]");
  }

  @Test
  void refusesAnEmptyBatch() {
    assertRefused(
        infer("r", NoOne.ref(), pairs("x")),
        ErrorCode.INVALID_ARGUMENT,
        "Expected a batch of 1 to 4, but was [0]");
  }

  @Test
  void refusesAnUnknownOutput() {
    assertRefused(
        request(Duration.ofSeconds(1), "z"),
        ErrorCode.INVALID_ARGUMENT,
        "Expected a known output, but got [z]");
  }

  @Test
  void refusesWhatHasNoTimeLeft() {
    assertRefused(
        request(Duration.ZERO, "y"),
        ErrorCode.DEADLINE_EXCEEDED,
        "Expected time left for the request, but there was none");
  }

  private void assertRefused(ReplicaProtocol.Infer request, ErrorCode code, String message) {
    assertThatThrownBy(() -> batched.admit(request, 0))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            PlatformException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static ReplicaProtocol.Infer request(Duration timeLeft, String output) {
    return new ReplicaProtocol.Infer(
        new RequestId("r"),
        timeLeft,
        TraceContext.NONE,
        List.of(pairs("x", 1, 2)),
        List.of(output),
        0,
        NoOne.ref());
  }
}
