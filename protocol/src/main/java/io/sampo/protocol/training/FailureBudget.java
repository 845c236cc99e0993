package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;
import java.time.Duration;

/**
 * How many gangs of a job may fail, in a window of time rather than for ever: a job of many days
 * survives a bad node now and then, and one that fails again and again ends soon.
 *
 * @param maximum that are forgiven within the window; the next one ends the job
 */
public record FailureBudget(int maximum, Duration window) {
  /** More would make a job remember more than its journal should hold. */
  public static final int LARGEST_MAXIMUM = 63;

  public FailureBudget {
    requireNonNull(window, "window is null");
    new Expectations()
        .require(
            maximum >= 0 && maximum <= LARGEST_MAXIMUM,
            "a maximum of failures from 0 to " + LARGEST_MAXIMUM,
            maximum)
        .require(
            !window.isNegative() && !window.isZero(), "a window of failures longer than 0", window)
        .check();
  }

  /**
   * Why a job ends, for people.
   *
   * @param reason of the last failure
   */
  public String refusal(String reason) {
    return "Expected to train to the end with at most %d failures within %s, but %s"
        .formatted(maximum, window, reason);
  }
}
