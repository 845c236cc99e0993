package io.sampo.protocol.training;

/**
 * The life of a training job. A job that was told to pause is PAUSING while its workers write down
 * how far they are, and PAUSED, without any worker, until it is resumed.
 */
public enum JobState {
  QUEUED,
  STARTING,
  RUNNING,
  RECOVERING,
  EVALUATING,
  PAUSING,
  PAUSED,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
