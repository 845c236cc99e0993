package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.routing.RequestRouter;
import io.sampo.http.telemetry.InferenceMetrics;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Inference as both transports of the protocol mean it: find the model version, check the request
 * against its signature, route it within its deadline, count it. Transports only read and write.
 * Thread-safe.
 */
public final class InferenceService {

  private final TargetResolver resolver;
  private final RequestRouter router;
  private final Duration longest;
  private final RequestMemory memory;
  private final RequestIds ids;
  private final InferenceMetrics metrics = new InferenceMetrics();
  private final LongSupplier nanoTime;

  /**
   * @param longest the deadline of requests that name none, and the longest that one may name
   */
  public InferenceService(
      TargetResolver resolver,
      RequestRouter router,
      Duration longest,
      RequestMemory memory,
      RequestIds ids,
      LongSupplier nanoTime) {
    this.resolver = requireNonNull(resolver, "resolver is null");
    this.router = requireNonNull(router, "router is null");
    this.longest = requireNonNull(longest, "longest is null");
    this.memory = requireNonNull(memory, "memory is null");
    this.ids = requireNonNull(ids, "ids is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  /**
   * A request has arrived; its deadline runs from now on.
   *
   * @param requestId the client's own from outside the request, or the empty string
   * @param headers the request's, by name, for deployments that divide by one
   */
  public InferenceCall begin(
      String requestId, TraceContext trace, Function<String, Optional<String>> headers) {
    return new InferenceCall(this, requestId, trace, headers, now());
  }

  TargetResolver resolver() {
    return resolver;
  }

  RequestRouter router() {
    return router;
  }

  Duration longest() {
    return longest;
  }

  RequestMemory memory() {
    return memory;
  }

  RequestIds ids() {
    return ids;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  void count(InferenceCall call, String outcome) {
    metrics.answered(call.model(), outcome, age(call));
  }

  void countRejection(InferenceCall call) {
    metrics.rejected(call.model(), age(call));
  }

  private long age(InferenceCall call) {
    return now() - call.arrivedAt();
  }
}
