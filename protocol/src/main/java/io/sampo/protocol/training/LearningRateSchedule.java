package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

/**
 * How the rate of a step comes from the learning rate α of a job and nothing but the number of the
 * step, so that a job that goes on from a checkpoint goes on in its schedule.
 *
 * @param warmUpSteps the first so many steps take {@code α · step / warmUpSteps}; 0 for none
 * @param decay of the steps after them
 */
public record LearningRateSchedule(long warmUpSteps, LearningRateDecay decay) {
  public static final LearningRateSchedule CONSTANT =
      new LearningRateSchedule(0, new LearningRateDecay.Constant());

  public LearningRateSchedule {
    requireNonNull(decay, "decay is null");
    if (warmUpSteps < 0) {
      throw new IllegalArgumentException(
          "Expected warmUpSteps of 0 or more, but was [" + warmUpSteps + "]");
    }
  }
}
