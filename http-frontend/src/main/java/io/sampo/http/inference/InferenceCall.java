package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.routing.InferAnswer;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.http.telemetry.InferenceMetrics;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One inference request on its way through the {@link InferenceService}. A transport calls {@link
 * #hold}, {@link #target}, {@link #infer} and, exactly once, {@link #answered} or {@link #refused}
 * with {@link #refusalSent}, one after the other; only {@link #cancel} may come at any time and
 * from any thread.
 */
public final class InferenceCall {

  private final InferenceService service;
  private final String requestId;
  private final TraceContext trace;
  private final Function<String, Optional<String>> headers;
  private final long arrivedAt;
  private long held;
  private String model = InferenceMetrics.UNKNOWN_MODEL;
  private boolean choiceIsOurs;
  private volatile InferTarget asked;
  private volatile RoutedRequest routed;
  private volatile boolean cancelled;

  InferenceCall(
      InferenceService service,
      String requestId,
      TraceContext trace,
      Function<String, Optional<String>> headers,
      long arrivedAt) {
    this.service = service;
    this.requestId = requireNonNull(requestId, "requestId is null");
    this.trace = requireNonNull(trace, "trace is null");
    this.headers = requireNonNull(headers, "headers is null");
    this.arrivedAt = arrivedAt;
  }

  /**
   * The model version that will answer.
   *
   * @param version the empty string leaves the choice to the deployment
   * @throws PlatformException if there is no such model or version, or none that answers
   */
  public InferTarget target(String modelName, String version) {
    InferTarget target = service.resolver().target(modelName, version, headers);
    model = target.model();
    choiceIsOurs = version.isEmpty();
    return target;
  }

  /**
   * So many more bytes of the request will be in memory, until it is answered or refused.
   *
   * @throws PlatformException with {@code REPLICA_OVERLOADED} if all requests together hold too
   *     many
   */
  public void hold(long bytes) {
    service.memory().hold(bytes);
    held += bytes;
  }

  private void release() {
    service.memory().release(held);
    held = 0;
  }

  /**
   * Checks the request and routes it. The answer comes on the router's thread, by the deadline at
   * the latest, and never exceptionally. If the client has named no version, and the one that was
   * chosen is not served any more before it has answered, another one is asked.
   *
   * @param patience how long the client waits, if it says so outside the request
   * @throws PlatformException with {@code INVALID_ARGUMENT} if the request does not fit the target
   */
  public CompletionStage<Outcome<InferAnswer>> infer(
      InferTarget target, InferRequest request, Optional<Duration> patience) {
    RequestValidator.requireFit(request, target);
    return ask(target, request, deadline(request, patience))
        .whenComplete((outcome, defect) -> release());
  }

  /** The model version that was asked last: an answer is of this one. */
  public InferTarget answering() {
    return asked;
  }

  private CompletionStage<Outcome<InferAnswer>> ask(
      InferTarget target, InferRequest request, long deadline) {
    asked = target;
    RoutedRequest usual =
        new RoutedRequest(
            target.version(),
            service.ids().next(requestId.isEmpty() ? request.id() : requestId),
            deadline,
            trace,
            request.inputs(),
            request.outputNames(),
            new CompletableFuture<>());
    RoutedRequest wanted = request.priority() == 0 ? usual : usual.withPriority(request.priority());
    routed = wanted;
    service.router().route(wanted);
    if (cancelled) {
      service.router().cancel(wanted);
    }
    return choiceIsOurs
        ? wanted.answer().thenCompose(outcome -> orAskAnother(outcome, request, deadline))
        : wanted.answer();
  }

  private CompletionStage<Outcome<InferAnswer>> orAskAnother(
      Outcome<InferAnswer> outcome, InferRequest request, long deadline) {
    Optional<InferTarget> other =
        outcome.isRefused() && isForLackOfReplicas(outcome.refusal()) && service.now() < deadline
            ? another(request)
            : Optional.empty();
    return other.isPresent()
        ? ask(other.get(), request, deadline)
        : CompletableFuture.completedFuture(outcome);
  }

  private static boolean isForLackOfReplicas(PlatformError refusal) {
    return switch (refusal.code().category()) {
      case CAPACITY, DEPENDENCY -> true;
      case CALLER, INTERNAL -> false;
    };
  }

  /** What is served instead of the version that was asked, unless that still is. */
  private Optional<InferTarget> another(InferRequest request) {
    if (service.resolver().isAvailable(asked.version())) {
      return Optional.empty();
    }
    try {
      InferTarget other = service.resolver().target(model, "", headers);
      RequestValidator.requireFit(request, other);
      return Optional.of(other);
    } catch (PlatformException noneThatFits) {
      return Optional.empty();
    }
  }

  private long deadline(InferRequest request, Optional<Duration> patience) {
    long nanos = service.longest().toNanos();
    if (patience.isPresent()) {
      nanos = Math.min(nanos, patience.get().toNanos());
    }
    if (request.timeoutMicros() > 0) {
      nanos = Math.min(nanos, request.timeoutMicros() * 1000);
    }
    return arrivedAt + nanos;
  }

  /** The client has gone: what waits for it is dropped. */
  public void cancel() {
    cancelled = true;
    RoutedRequest wanted = routed;
    if (wanted != null) {
      service.router().cancel(wanted);
    }
  }

  /** The answer was written. */
  public void answered() {
    service.count(this, "ok");
  }

  /**
   * There is no answer, for this reason; counted.
   *
   * @return what to tell the client
   */
  public PlatformError refused(Throwable failure) {
    release();
    PlatformError error = InferenceFailures.error(failure);
    service.count(this, error.code().name().toLowerCase(Locale.ROOT));
    return error;
  }

  /**
   * The refusal is on its way, in the thread that sends it, unless the client has gone before. How
   * long those for overload took is measured until here.
   */
  public void refusalSent(PlatformError error) {
    if (error.code() == ErrorCode.REPLICA_OVERLOADED) {
      service.countRejection(this);
    }
  }

  /**
   * What the client may quote when it asks about this request: its own id, or the one that it
   * travelled under.
   */
  public String traceableId() {
    if (!requestId.isEmpty()) {
      return requestId;
    }
    RoutedRequest wanted = routed;
    return wanted == null ? service.ids().next("").value() : wanted.id().value();
  }

  String model() {
    return model;
  }

  long arrivedAt() {
    return arrivedAt;
  }
}
