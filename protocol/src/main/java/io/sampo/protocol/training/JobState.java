package io.sampo.protocol.training;

/** The life of a training job. */
public enum JobState {
  QUEUED,
  STARTING,
  RUNNING,
  RECOVERING,
  EVALUATING,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
