package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the router; {@code reference.conf} explains each.
 *
 * @param attemptTimeout after which another replica is asked as well
 * @param inFlightLimit of one model version
 * @param waitingLimit of one model version
 * @param maximumAttempts of one request at the same time
 * @param retries how many requests may be sent again
 */
public record RouterSettings(
    Duration attemptTimeout,
    Duration tickInterval,
    int inFlightLimit,
    int waitingLimit,
    int maximumAttempts,
    Retries retries,
    Timing timing) {

  private static final String PATH = "sampo.router";

  /** How many requests may be sent again: a share of the recent ones, but at least so many. */
  public record Retries(double share, int minimum) {
    public Retries {
      if (!(share >= 0 && share <= 1) || minimum < 0) {
        throw new IllegalArgumentException(
            "Expected [%s.retry-share] between 0 and 1 and [%s.retry-minimum] of 0 or more, but was"
                    .formatted(PATH, PATH)
                + " [%s] and [%d]".formatted(share, minimum));
      }
    }
  }

  /**
   * Longer times.
   *
   * @param suspicion how long a silent replica is avoided
   * @param idleTimeout after which the part of an unused model version stops
   */
  public record Timing(Duration suspicion, Duration idleTimeout) {
    public Timing {
      requireNonNull(suspicion, "suspicion is null");
      requireNonNull(idleTimeout, "idleTimeout is null");
    }
  }

  public RouterSettings {
    requireNonNull(attemptTimeout, "attemptTimeout is null");
    requireNonNull(tickInterval, "tickInterval is null");
    requireNonNull(retries, "retries is null");
    requireNonNull(timing, "timing is null");
    requirePositive("in-flight-limit", inFlightLimit);
    requirePositive("waiting-limit", waitingLimit);
    requirePositive("maximum-attempts", maximumAttempts);
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.%s] of 1 or more, but was [%d]".formatted(PATH, key, value));
    }
  }

  public static RouterSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new RouterSettings(
        section.getDuration("attempt-timeout"),
        section.getDuration("tick-interval"),
        section.getInt("in-flight-limit"),
        section.getInt("waiting-limit"),
        section.getInt("maximum-attempts"),
        new Retries(section.getDouble("retry-share"), section.getInt("retry-minimum")),
        new Timing(section.getDuration("suspicion"), section.getDuration("idle-timeout")));
  }
}
