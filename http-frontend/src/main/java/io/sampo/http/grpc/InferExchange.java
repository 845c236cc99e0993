package io.sampo.http.grpc;

import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.InferenceCall;
import io.sampo.http.inference.InferenceService;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One inference request of a call or a stream. */
final class InferExchange {

  private final InferenceCall call;
  private final CallHeaders headers;

  InferExchange(InferenceService service, CallHeaders headers) {
    this.call = service.begin(headers.requestId(), headers.trace(), headers::value);
    this.headers = headers;
  }

  /**
   * Reads the message and has it answered; every failure is in the result.
   *
   * @param executor where the answer is written, away from the router
   */
  CompletionStage<ModelInferResponse.Builder> answer(ModelInferRequest message, Executor executor) {
    try {
      call.hold(message.getSerializedSize());
      InferTarget target = call.target(message.getModelName(), message.getModelVersion());
      InferRequest request = InferRequestReader.read(message);
      return call.infer(target, request, headers.patience())
          .thenApplyAsync(
              answer ->
                  InferResponseWriter.write(request, call.answering(), answer.orThrow().outputs()),
              executor);
    } catch (RuntimeException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  /** The client has gone. From any thread. */
  void cancel() {
    call.cancel();
  }

  /** The answer is written. */
  void answered() {
    call.answered();
  }

  /** There is no answer. */
  PlatformError refused(Throwable failure) {
    return call.refused(failure);
  }

  /** The refusal is on its way. */
  void refusalSent(PlatformError error) {
    call.refusalSent(error);
  }

  /** What the client may quote. */
  String traceableId() {
    return call.traceableId();
  }
}
