package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.step.Anomaly;
import java.time.Instant;

/** An anomaly of a job, and what was done about it. */
public record HandledAnomaly(Anomaly anomaly, AnomalyAction action, Instant at) {
  public HandledAnomaly {
    requireNonNull(anomaly, "anomaly is null");
    requireNonNull(action, "action is null");
    requireNonNull(at, "at is null");
  }
}
