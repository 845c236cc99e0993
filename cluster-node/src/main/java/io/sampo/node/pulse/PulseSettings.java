package io.sampo.node.pulse;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code sampo.pulse} that a node follows; the frontend's {@code reference.conf}
 * explains them.
 *
 * @param interval between two beats
 * @param subscriptionLifetime after which a subscription that was not renewed ends
 */
public record PulseSettings(Duration interval, Duration subscriptionLifetime) {

  private static final String PATH = "sampo.pulse";

  public PulseSettings {
    requireNonNull(interval, "interval is null");
    requireNonNull(subscriptionLifetime, "subscriptionLifetime is null");
    if (interval.isZero()
        || interval.isNegative()
        || subscriptionLifetime.compareTo(interval) < 0) {
      throw new IllegalArgumentException(
          "Expected [%s.interval] above 0 and [%s.subscription-lifetime] of at least as much, but"
                  .formatted(PATH, PATH)
              + " was [%s] and [%s]".formatted(interval, subscriptionLifetime));
    }
  }

  /**
   * @param config the whole configuration
   */
  public static PulseSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new PulseSettings(
        section.getDuration("interval"), section.getDuration("subscription-lifetime"));
  }
}
