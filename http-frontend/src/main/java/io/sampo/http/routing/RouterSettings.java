package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/** Settings of the router; {@code reference.conf} explains each. */
public record RouterSettings(
    Limits limits, Retries retries, Timing timing, ReplicaStrategyName strategy) {

  private static final String PATH = "sampo.router";

  /**
   * Bounds.
   *
   * @param inFlight requests of one model version
   * @param waiting requests of one model version that no replica has
   * @param attempts of one request at the same time
   */
  public record Limits(int inFlight, int waiting, int attempts) {
    public Limits {
      requirePositive("in-flight-limit", inFlight);
      requirePositive("waiting-limit", waiting);
      requirePositive("maximum-attempts", attempts);
    }
  }

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
   * Times.
   *
   * @param attemptTimeout after which another replica is asked as well
   * @param suspicion how long a silent replica is avoided
   * @param idleTimeout after which the part of an unused model version stops
   */
  public record Timing(
      Duration attemptTimeout, Duration tickInterval, Duration suspicion, Duration idleTimeout) {
    public Timing {
      requireNonNull(attemptTimeout, "attemptTimeout is null");
      requireNonNull(tickInterval, "tickInterval is null");
      requireNonNull(suspicion, "suspicion is null");
      requireNonNull(idleTimeout, "idleTimeout is null");
    }
  }

  public RouterSettings {
    requireNonNull(limits, "limits is null");
    requireNonNull(retries, "retries is null");
    requireNonNull(timing, "timing is null");
    requireNonNull(strategy, "strategy is null");
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
        new Limits(
            section.getInt("in-flight-limit"),
            section.getInt("waiting-limit"),
            section.getInt("maximum-attempts")),
        new Retries(section.getDouble("retry-share"), section.getInt("retry-minimum")),
        new Timing(
            section.getDuration("attempt-timeout"),
            section.getDuration("tick-interval"),
            section.getDuration("suspicion"),
            section.getDuration("idle-timeout")),
        ReplicaStrategyName.of(section.getString("strategy")));
  }
}
