package io.sampo.http.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.MeasurementUnit;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/**
 * Counts and times inference requests by model and outcome. Only names of known models may come
 * here: labels have to stay few. Thread-safe.
 */
public final class InferenceMetrics {

  /** The model label of requests for models that nobody knows. */
  public static final String UNKNOWN_MODEL = "unknown";

  private record Outcome(String model, String outcome) {}

  private final ConcurrentMap<Outcome, Counter> requests = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Timer> durations = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Timer> rejections = new ConcurrentHashMap<>();

  /** One request was answered. */
  public void answered(String model, String outcome, long nanos) {
    requests.computeIfAbsent(new Outcome(model, outcome), InferenceMetrics::counter).increment();
    durations.computeIfAbsent(model, InferenceMetrics::timer).record(nanos);
  }

  /** One request was refused for overload, and its refusal is with whoever writes to the socket. */
  public void rejected(String model, long nanos) {
    rejections.computeIfAbsent(model, InferenceMetrics::rejectionTimer).record(nanos);
  }

  private static Counter counter(Outcome outcome) {
    return Kamon.counter(
            MetricNames.INFERENCE_REQUESTS, "Inference requests answered, by model and outcome")
        .withTags(TagSet.of("model", outcome.model()).withTag("outcome", outcome.outcome()));
  }

  private static Timer timer(String model) {
    return Kamon.timer(
            MetricNames.INFERENCE_DURATION, "From the whole request to its answer, by model")
        .withTag("model", model);
  }

  private static Timer rejectionTimer(String model) {
    return Kamon.timer(
            MetricNames.INFERENCE_REJECTION_DURATION,
            "From the request to the sending of its refusal for overload, by model")
        .withTag("model", model);
  }

  /** What this frontend's router measures of one model. */
  public static RouterMetrics router(String model) {
    return new RouterMetrics(
        Kamon.counter(MetricNames.ROUTER_RETRIES, "Attempts beyond a request's first, by reason"),
        Kamon.gauge(
                MetricNames.ROUTER_IN_FLIGHT,
                "Inference requests under way from this frontend",
                MeasurementUnit.none())
            .withTag("model", model));
  }
}
