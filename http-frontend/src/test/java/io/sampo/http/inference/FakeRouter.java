package io.sampo.http.inference;

import io.sampo.http.routing.InferAnswer;
import io.sampo.http.routing.RequestRouter;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A router without replicas: answers at once, or never, and remembers what it was asked. */
public final class FakeRouter implements RequestRouter {

  private final BlockingQueue<RoutedRequest> routed = new LinkedBlockingQueue<>();
  private final BlockingQueue<RoutedRequest> cancelled = new LinkedBlockingQueue<>();
  private volatile Function<RoutedRequest, Outcome<InferAnswer>> reply;

  public FakeRouter() {
    reset();
  }

  /** Forgets everything and answers {@code y = [[3, 4]]} from now on. */
  public void reset() {
    routed.clear();
    cancelled.clear();
    answerWith(Tensor.ofFloats("y", Shape.of(1, 2), 3, 4));
  }

  /** Answers with these outputs from now on. */
  public void answerWith(Tensor... outputs) {
    reply = request -> answer(List.of(outputs));
  }

  /** Answers with the inputs, the first one under this name. */
  public void answerWithInputAs(String name) {
    reply =
        request -> {
          Tensor input = request.inputs().get(0);
          byte[] bytes = new byte[input.byteCount()];
          input.data().get(bytes);
          return answer(List.of(Tensor.wrap(name, input.dataType(), input.shape(), bytes)));
        };
  }

  public void refuseWith(ErrorCode code, String message) {
    reply = request -> Outcome.refused(code, message);
  }

  public void neverAnswer() {
    reply = request -> null;
  }

  private static Outcome<InferAnswer> answer(List<Tensor> outputs) {
    return Outcome.of(new InferAnswer(outputs, new InferTimings(1, 2, 1), 1));
  }

  /** The next request that was routed; waits a moment for it. */
  public RoutedRequest nextRouted() throws InterruptedException {
    return required(routed.poll(5, TimeUnit.SECONDS), "routed");
  }

  public RoutedRequest nextCancelled() throws InterruptedException {
    return required(cancelled.poll(5, TimeUnit.SECONDS), "cancelled");
  }

  public boolean hasRouted() {
    return !routed.isEmpty();
  }

  private static RoutedRequest required(RoutedRequest request, String what) {
    if (request == null) {
      throw new AssertionError("Expected a request to be " + what + " within 5 s, but none was");
    }
    return request;
  }

  @Override
  public void route(RoutedRequest request) {
    routed.add(request);
    Outcome<InferAnswer> outcome = reply.apply(request);
    if (outcome != null) {
      request.answer().complete(outcome);
    }
  }

  @Override
  public void cancel(RoutedRequest request) {
    cancelled.add(request);
  }
}
