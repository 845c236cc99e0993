package io.sampo.protocol.training;

/**
 * Where the steps of a job ended.
 *
 * @param step the last one
 * @param early why it ended before the last step that was submitted, for people; null where it did
 *     not
 */
public record TrainingEnd(long step, String early) {

  public static TrainingEnd planned(long step) {
    return new TrainingEnd(step, null);
  }

  /** For people. */
  public String message() {
    return early == null
        ? "Trained to the last step"
        : "Stopped early at step %d: %s".formatted(step, early);
  }
}
