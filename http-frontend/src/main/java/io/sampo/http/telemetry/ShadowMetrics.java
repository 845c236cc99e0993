package io.sampo.http.telemetry;

import java.util.Locale;
import kamon.Kamon;
import kamon.tag.TagSet;

/** Counts how answers of shadow versions compare with those that clients got. Thread-safe. */
@FunctionalInterface
public interface ShadowMetrics {

  /** What a shadow version answered. */
  enum Outcome {
    /** The same as the version that the client asked. */
    SAME,
    /** Something else. */
    DIFFERENT,
    /** Nothing in time, or a refusal. */
    FAILED
  }

  void compared(String model, Outcome outcome);

  /** Counted for the metrics page. */
  static ShadowMetrics counted() {
    return (model, outcome) ->
        Kamon.counter(MetricNames.ROUTER_SHADOW, "Answers of shadow versions, by model and outcome")
            .withTags(
                TagSet.of("model", model)
                    .withTag("outcome", outcome.name().toLowerCase(Locale.ROOT)))
            .increment();
  }
}
