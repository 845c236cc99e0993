package io.sampo.http.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sampo.http.Fixtures;
import io.sampo.http.catalog.PublishedCatalog;
import io.sampo.http.routing.InferAnswer;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request while the model behind it changes. */
class InferenceCallTest {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long MEMORY = 100;
  private static final InferRequest REQUEST =
      new InferRequest(
          "7",
          List.of(Tensor.ofFloats("x", Shape.of(1, 2), 1, 2)),
          List.of(),
          OutputForm.JSON,
          0,
          0);

  private final PublishedCatalog catalog = new PublishedCatalog(Fixtures.catalog(true));
  private final FakeRouter router = new FakeRouter();
  private final AtomicLong nanos = new AtomicLong(7);
  private final InferenceService service =
      new InferenceService(
          new TargetResolver(catalog),
          router,
          LONGEST,
          new RequestMemory(MEMORY),
          new RequestIds(1),
          nanos::get);
  private final InferenceCall call = begin();

  @BeforeEach
  void deployTheFirstVersion() {
    serve(Fixtures.model("m", "1", false));
    router.neverAnswer();
  }

  @Test
  void asksAnotherVersionWhenTheChosenOneIsNotServedAnyMore() throws Exception {
    CompletionStage<Outcome<InferAnswer>> answer = infer("");
    RoutedRequest first = router.nextRouted();

    serve(Fixtures.model("m", "2", true));
    refuse(first, ErrorCode.MODEL_NOT_READY);

    RoutedRequest second = router.nextRouted();
    assertThat(second.version().version().value()).isEqualTo("2");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.deadline()).isEqualTo(first.deadline());
    second.answer().complete(Outcome.of(new InferAnswer(List.of(), new InferTimings(1, 2, 1), 1)));
    assertThat(answer).isCompletedWithValueMatching(outcome -> !outcome.isRefused());
    assertThat(call.answering().version()).isEqualTo(second.version());
  }

  @Test
  void keepsToTheVersionThatTheClientNamed() throws Exception {
    CompletionStage<Outcome<InferAnswer>> answer = infer("1");

    serve(Fixtures.model("m", "2", true));
    refuse(router.nextRouted(), ErrorCode.MODEL_NOT_READY);

    assertRefused(answer, ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void keepsToAVersionThatIsStillServed() throws Exception {
    CompletionStage<Outcome<InferAnswer>> answer = infer("");

    refuse(router.nextRouted(), ErrorCode.REPLICA_OVERLOADED);

    assertRefused(answer, ErrorCode.REPLICA_OVERLOADED);
  }

  @Test
  void asksNobodyElseWhenTheFaultIsTheCallers() throws Exception {
    CompletionStage<Outcome<InferAnswer>> answer = infer("");

    serve(Fixtures.model("m", "2", true));
    refuse(router.nextRouted(), ErrorCode.INVALID_ARGUMENT);

    assertRefused(answer, ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void asksNobodyElseWhenItsTimeIsOver() throws Exception {
    CompletionStage<Outcome<InferAnswer>> answer = infer("");

    serve(Fixtures.model("m", "2", true));
    nanos.addAndGet(LONGEST.toNanos());
    refuse(router.nextRouted(), ErrorCode.MODEL_NOT_READY);

    assertRefused(answer, ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void asksNoVersionThatTheRequestDoesNotFit() throws Exception {
    CompletionStage<Outcome<InferAnswer>> answer = infer("");
    TensorSpec other = new TensorSpec("other", DataType.FP32, Shape.of(2));

    serve(Fixtures.served("m", "2", new Signature(List.of(other), List.of(other), 4, List.of())));
    refuse(router.nextRouted(), ErrorCode.MODEL_NOT_READY);

    assertRefused(answer, ErrorCode.MODEL_NOT_READY);
  }

  @Test
  void cancelsTheVersionThatWasAskedLast() throws Exception {
    infer("");
    RoutedRequest first = router.nextRouted();
    serve(Fixtures.model("m", "2", true));
    refuse(first, ErrorCode.MODEL_NOT_READY);
    RoutedRequest second = router.nextRouted();

    call.cancel();

    assertThat(router.nextCancelled()).isEqualTo(second);
  }

  @Test
  void holdsItsBytesUntilItIsAnswered() throws Exception {
    call.hold(MEMORY);
    infer("");
    assertNoRoomFor(1);

    router
        .nextRouted()
        .answer()
        .complete(Outcome.of(new InferAnswer(List.of(), new InferTimings(1, 2, 1), 1)));

    begin().hold(MEMORY);
  }

  @Test
  void holdsItsBytesUntilItIsRefused() {
    call.hold(MEMORY - 1);
    assertNoRoomFor(2);

    call.refused(new IllegalArgumentException("broken off"));
    call.refused(new IllegalArgumentException("and said twice"));

    begin().hold(MEMORY);
    assertNoRoomFor(1);
  }

  @Test
  void holdsNothingOfWhatThereWasNoRoomFor() {
    assertNoRoomFor(MEMORY + 1);

    call.hold(MEMORY);
  }

  private void assertNoRoomFor(long bytes) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> begin().hold(bytes))
        .matches(refused -> refused.code() == ErrorCode.REPLICA_OVERLOADED);
  }

  private InferenceCall begin() {
    return service.begin("", TraceContext.NONE, header -> Optional.empty());
  }

  private void serve(ModelSummary model) {
    catalog.publish(Fixtures.catalog(true, model));
  }

  private CompletionStage<Outcome<InferAnswer>> infer(String version) {
    return call.infer(call.target("m", version), REQUEST, Optional.empty());
  }

  private static void refuse(RoutedRequest request, ErrorCode code) {
    request.answer().complete(Outcome.refused(code, "no"));
  }

  private void assertRefused(CompletionStage<Outcome<InferAnswer>> answer, ErrorCode code) {
    assertThat(answer).isCompletedWithValueMatching(outcome -> outcome.isRefused());
    assertThat(answer.toCompletableFuture().join().refusal().code()).isEqualTo(code);
    assertThat(router.hasRouted()).isFalse();
  }
}
