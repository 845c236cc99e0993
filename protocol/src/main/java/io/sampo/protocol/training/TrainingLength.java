package io.sampo.protocol.training;

import io.sampo.protocol.error.Expectations;

/**
 * When a job has trained enough, whichever comes first.
 *
 * @param epochs passes over the data
 * @param maximumSteps stop after so many steps even within an epoch; 0 means no limit
 */
public record TrainingLength(int epochs, long maximumSteps) {
  public TrainingLength {
    new Expectations()
        .require(epochs >= 1, "epochs of 1 or more", epochs)
        .require(maximumSteps >= 0, "maximumSteps of 0 or more", maximumSteps)
        .check();
  }

  public static TrainingLength epochs(int epochs) {
    return new TrainingLength(epochs, 0);
  }
}
