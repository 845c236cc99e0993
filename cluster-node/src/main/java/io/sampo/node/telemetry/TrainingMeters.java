package io.sampo.node.telemetry;

import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.step.AnomalyKind;
import java.time.Duration;
import kamon.Kamon;

/** The metrics of training on a node, over all of its workers. Thread-safe. */
public final class TrainingMeters {
  public static final String STEP_DURATION = "sampo_training_step_duration_seconds";
  public static final String SAMPLES = "sampo_training_samples_total";
  public static final String GRADIENT_BYTES = "sampo_gradient_bytes_total";

  public static final String ANOMALIES = "sampo_training_anomalies_total";

  private TrainingMeters() {}

  /** A job wrote down an anomaly, and what it did about it. */
  public static void recordAnomaly(AnomalyKind kind, AnomalyAction action) {
    Kamon.counter(ANOMALIES)
        .withTag("kind", kind.name())
        .withTag("action", action.name())
        .increment();
  }

  /**
   * A committed step was applied.
   *
   * @param duration from the begin of the computation to the end of the apply
   * @param samples of this worker's share
   */
  public static void recordStep(Duration duration, int samples) {
    Kamon.timer(STEP_DURATION).withoutTags().record(duration);
    Kamon.counter(SAMPLES).withoutTags().increment(samples);
  }

  /** A reduction sent and received so many bytes of gradients. */
  public static void recordGradients(long sentBytes, long receivedBytes) {
    Kamon.counter(GRADIENT_BYTES).withTag("direction", "sent").increment(sentBytes);
    Kamon.counter(GRADIENT_BYTES).withTag("direction", "received").increment(receivedBytes);
  }
}
