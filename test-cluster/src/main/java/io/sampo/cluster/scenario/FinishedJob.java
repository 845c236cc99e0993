package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A training job that has completed.
 *
 * @param json as the admin API shows it
 */
record FinishedJob(JsonNode json) {

  String message() {
    return json.path("message").asText();
  }

  /** The version that it became, if its evaluation was good enough. */
  Optional<String> promotedVersion() {
    return json.path("promoted").isTextual()
        ? Optional.of(json.path("promoted").asText().replaceFirst(".*/", ""))
        : Optional.empty();
  }

  /**
   * @param metric as the admin API calls it
   * @return NaN if it is not there
   */
  double evaluation(String metric) {
    return json.path("evaluation").path(metric).asDouble(Double.NaN);
  }

  int workers() {
    return json.path("workers").size();
  }

  /** From its submission to its end. */
  double seconds() {
    Instant submitted = Instant.parse(json.path("submittedAt").asText());
    Instant finished = Instant.parse(json.path("finishedAt").asText());
    return Duration.between(submitted, finished).toMillis() / 1e3;
  }
}
