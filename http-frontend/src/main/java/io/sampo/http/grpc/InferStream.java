package io.sampo.http.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sampo.http.inference.InferenceService;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferResponse;
import io.sampo.protocol.grpc.ModelStreamInferResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * One stream of inference requests. Answers leave in the order of their requests; at most a window
 * of requests is under way, and no more are taken while the client does not read its answers.
 * Requests come from the library's thread and answers from the executor, hence the lock.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {

  /** Asks for the mark of a last response, which matters to models with many. */
  private static final String WANTS_FINAL_MARK = "triton_enable_empty_final_response";

  private static final String FINAL_MARK = "triton_final_response";

  private final ServerCallStreamObserver<ModelStreamInferResponse> client;
  private final InferenceService service;
  private final CallHeaders headers;
  private final Executor executor;
  private final Deque<Slot> slots = new ArrayDeque<>();
  private int room;
  private boolean complete;
  private boolean ended;
  private PlatformError farewell;

  /** The place of one request in the order of answers. */
  private static final class Slot {
    private final InferExchange exchange;
    private final ModelStreamInferResponse.Builder response = ModelStreamInferResponse.newBuilder();
    private PlatformError error;
    private boolean done;

    Slot(InferExchange exchange) {
      this.exchange = exchange;
    }
  }

  private InferStream(
      ServerCallStreamObserver<ModelStreamInferResponse> client,
      InferenceService service,
      CallHeaders headers,
      Executor executor) {
    this.client = client;
    this.service = service;
    this.headers = headers;
    this.executor = executor;
  }

  /**
   * Opens a stream; to be called before its method returns.
   *
   * @param window the most requests under way
   */
  static InferStream open(
      ServerCallStreamObserver<ModelStreamInferResponse> client,
      InferenceService service,
      Executor executor,
      int window) {
    InferStream stream = new InferStream(client, service, CallHeaders.current(), executor);
    client.disableAutoRequest();
    client.setOnCancelHandler(stream::cancel);
    client.setOnReadyHandler(stream::takeMore);
    client.request(window);
    return stream;
  }

  @Override
  public void onNext(ModelInferRequest message) {
    Slot slot = new Slot(new InferExchange(service, headers));
    boolean wantsMark =
        message.containsParameters(WANTS_FINAL_MARK)
            && message.getParametersOrThrow(WANTS_FINAL_MARK).getBoolParam();
    synchronized (this) {
      if (ended) {
        return;
      }
      slots.add(slot);
    }
    String id = message.getId();
    slot.exchange
        .answer(message, executor)
        .whenComplete((response, failure) -> settle(slot, id, wantsMark, response, failure));
  }

  private synchronized void settle(
      Slot slot,
      String id,
      boolean wantsMark,
      ModelInferResponse.Builder response,
      Throwable failure) {
    ModelInferResponse.Builder answer =
        failure == null ? response : ModelInferResponse.newBuilder().setId(id);
    if (failure == null) {
      slot.exchange.answered();
    } else {
      slot.error = slot.exchange.refused(failure);
      slot.response.setErrorMessage(slot.error.message());
    }
    if (wantsMark) {
      answer.putParameters(FINAL_MARK, ParameterMessages.truth(true));
    }
    slot.response.setInferResponse(answer);
    slot.done = true;
    write();
  }

  /** Writes what is next in order and done. */
  private void write() {
    while (!ended && !slots.isEmpty() && slots.peek().done) {
      Slot slot = slots.remove();
      if (slot.error != null && headers.errorEndsStream()) {
        end(slot.error, slot.exchange.traceableId());
        slot.exchange.refusalSent(slot.error);
        return;
      }
      client.onNext(slot.response.build());
      if (slot.error != null) {
        slot.exchange.refusalSent(slot.error);
      }
      room++;
    }
    if (!ended && slots.isEmpty()) {
      endIfNothingMoreComes();
    }
    takeMore();
  }

  private void endIfNothingMoreComes() {
    if (farewell != null) {
      end(farewell, headers.requestId());
      return;
    }
    if (complete) {
      ended = true;
      client.onCompleted();
    }
  }

  private void end(PlatformError error, String requestId) {
    ended = true;
    slots.forEach(slot -> slot.exchange.cancel());
    slots.clear();
    client.onError(StatusCodes.exception(error, requestId));
  }

  private synchronized void takeMore() {
    if (room > 0 && !ended && farewell == null && client.isReady()) {
      client.request(room);
      room = 0;
    }
  }

  @Override
  public synchronized void onCompleted() {
    complete = true;
    write();
  }

  @Override
  public void onError(Throwable brokenOff) {
    cancel();
  }

  private synchronized void cancel() {
    ended = true;
    slots.forEach(slot -> slot.exchange.cancel());
  }

  /** The node stops: ends the stream when what is under way has been answered. */
  synchronized void stop() {
    farewell = new PlatformError(ErrorCode.REPLICA_STOPPING, "the server is stopping");
    write();
  }

  synchronized boolean hasEnded() {
    return ended;
  }
}
