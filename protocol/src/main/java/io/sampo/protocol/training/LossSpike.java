package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;

/**
 * Which loss of a step is a spike, and what is done about it.
 *
 * @param factor a spike is more than so many times the mean of the losses before it
 * @param window of how many committed steps that mean is taken; there is no spike before so many
 */
public record LossSpike(AnomalyAction action, double factor, int window) {
  public static final double DEFAULT_FACTOR = 3;
  public static final int DEFAULT_WINDOW = 20;
  private static final int LARGEST_WINDOW = 10_000;

  public LossSpike {
    requireNonNull(action, "action is null");
    new Expectations()
        .require(factor > 1 && Double.isFinite(factor), "a factor of more than 1", factor)
        .require(
            window >= 1 && window <= LARGEST_WINDOW,
            "a window of 1 to " + LARGEST_WINDOW + " steps",
            window)
        .check();
  }
}
