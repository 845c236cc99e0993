package io.sampo.http.routing;

import io.sampo.http.telemetry.ShadowMetrics;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;

/**
 * Copies a share of the requests to a model's shadow version, once they have been answered, and
 * counts whether it answers the same. A copy never delays or fails the request that it is of; there
 * are only so many at a time, and beyond that none is made. Thread-safe.
 */
public final class ShadowRouter implements RequestRouter {

  private final RequestRouter router;
  private final Function<ModelName, Traffic> traffic;
  private final ShadowSettings settings;
  private final Environment environment;
  private final OutputComparison comparison;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * What it needs from its node.
   *
   * @param comparing where answers are compared, away from the router
   * @param random a number from 0 to below the given one
   */
  public record Environment(
      ShadowMetrics metrics, Executor comparing, IntUnaryOperator random, LongSupplier nanoTime) {}

  /**
   * @param router takes the requests and the copies
   * @param traffic the rules of a model at this moment
   */
  public ShadowRouter(
      RequestRouter router,
      Function<ModelName, Traffic> traffic,
      ShadowSettings settings,
      Environment environment) {
    this.router = router;
    this.traffic = traffic;
    this.settings = settings;
    this.environment = environment;
    this.comparison = new OutputComparison(settings.tolerance());
  }

  @Override
  public void route(RoutedRequest request) {
    Traffic rules = traffic.apply(request.version().model());
    if (isCopied(request, rules)) {
      ModelVersion shadow = new ModelVersion(request.version().model(), rules.shadow());
      request.answer().thenAccept(primary -> copy(request, shadow, primary));
    }
    router.route(request);
  }

  @Override
  public void cancel(RoutedRequest request) {
    router.cancel(request);
  }

  private boolean isCopied(RoutedRequest request, Traffic rules) {
    return rules.shadowPercent() > 0
        && !request.version().version().equals(rules.shadow())
        && !request.takesParts()
        && environment.random().applyAsInt(100) < rules.shadowPercent();
  }

  private void copy(RoutedRequest request, ModelVersion shadow, Outcome<InferAnswer> primary) {
    if (primary.isRefused()) {
      return;
    }
    List<Tensor> expected = primary.value().outputs();
    long held = request.inputBytes() + byteCount(expected);
    if (!reserve(held)) {
      return;
    }
    RoutedRequest copy =
        new RoutedRequest(
            shadow,
            new RequestId("shadow-" + UUID.randomUUID()),
            environment.nanoTime().getAsLong() + settings.deadline().toNanos(),
            request.trace(),
            request.inputs(),
            request.outputs(),
            new CompletableFuture<>());
    copy.answer()
        .thenAcceptAsync(answer -> compare(shadow, expected, answer), environment.comparing())
        .whenComplete((nothing, failure) -> release(held));
    router.route(copy);
  }

  private void compare(ModelVersion shadow, List<Tensor> expected, Outcome<InferAnswer> answer) {
    ShadowMetrics.Outcome outcome = ShadowMetrics.Outcome.FAILED;
    if (!answer.isRefused()) {
      boolean same = comparison.same(expected, answer.value().outputs());
      outcome = same ? ShadowMetrics.Outcome.SAME : ShadowMetrics.Outcome.DIFFERENT;
    }
    environment.metrics().compared(shadow.model().value(), outcome);
  }

  private boolean reserve(long held) {
    if (inFlight.incrementAndGet() > settings.inFlight()) {
      inFlight.decrementAndGet();
      return false;
    }
    if (bytes.addAndGet(held) > settings.bytes()) {
      release(held);
      return false;
    }
    return true;
  }

  private void release(long held) {
    inFlight.decrementAndGet();
    bytes.addAndGet(-held);
  }

  private static long byteCount(List<Tensor> tensors) {
    return tensors.stream().mapToLong(Tensor::byteCount).sum();
  }
}
