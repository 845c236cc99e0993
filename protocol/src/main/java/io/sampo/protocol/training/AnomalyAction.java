package io.sampo.protocol.training;

/** What a job does at a step that went wrong as numbers go. All workers do the same. */
public enum AnomalyAction {
  /** The job fails with the reason; its last checkpoint stays. */
  STOP,
  /** The step changes nothing, and its samples count as seen. */
  SKIP,
  /** Back to the last checkpoint, and on from there behind the data that led to this step. */
  ROLL_BACK
}
