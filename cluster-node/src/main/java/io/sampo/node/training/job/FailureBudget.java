package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How many gangs of a job may fail, in a window of time rather than for ever: a job of many days
 * survives a bad node now and then, and one that fails again and again ends soon. Pure.
 *
 * @param maximum that are forgiven within the window; the next one ends the job
 */
public record FailureBudget(int maximum, Duration window) {
  public FailureBudget {
    requireNonNull(window, "window is null");
    if (maximum < 0 || maximum >= FailureHistory.KEPT) {
      throw new IllegalArgumentException(
          "Expected a maximum of failures from 0 to %d, but was [%d]"
              .formatted(FailureHistory.KEPT - 1, maximum));
    }
    if (window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "Expected a window of failures longer than 0, but was [" + window + "]");
    }
  }

  boolean isExceeded(FailureHistory history, Instant now) {
    return history.within(window, now) > maximum;
  }

  /**
   * Why a job ends, for people.
   *
   * @param reason of the last failure
   */
  String refusal(String reason) {
    return "Expected to train to the end with at most %d failures within %s, but %s"
        .formatted(maximum, window, reason);
  }
}
