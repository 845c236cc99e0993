package io.sampo.node.training.job;

import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingEnd;
import io.sampo.protocol.training.step.Anomaly;

/** How a {@link TrainingAttempt} ended. */
sealed interface AttemptResult {

  /**
   * No step comes any more, and the last one is published.
   *
   * @param job with all evaluations there are, and all of it journalled
   */
  record Trained(TrainingEnd end, JobSummary job) implements AttemptResult {}

  /** It was told to; another gang goes on from the newest checkpoint. */
  record Paused() implements AttemptResult {}

  /** No other gang would do better, and this one did what it should. */
  record Halted(Anomaly anomaly, String reason) implements AttemptResult {}

  /** Another gang may do better. */
  record Broken(String reason) implements AttemptResult {}

  /** No other gang would do better. */
  record Hopeless(String reason) implements AttemptResult {}
}
