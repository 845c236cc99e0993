package io.sampo.node.health;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * When a ready replica is believed to be ready: the settings under {@code sampo.replica.health};
 * see {@code reference.conf}.
 *
 * @param successAge a replica whose last success is older has to prove itself
 * @param probeInterval from one probe to the next, at least
 */
public record HealthSettings(Duration successAge, Duration probeInterval) {
  public HealthSettings {
    requireNonNull(successAge, "successAge is null");
    requireNonNull(probeInterval, "probeInterval is null");
    if (successAge.toMillis() < 1 || probeInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "Expected sampo.replica.health.success-age and probe-interval of 1 ms or more, but was"
              + " [%s, %s]".formatted(successAge, probeInterval));
    }
  }

  /**
   * @param health the configuration under {@code sampo.replica.health}
   */
  public static HealthSettings from(Config health) {
    return new HealthSettings(
        health.getDuration("success-age"), health.getDuration("probe-interval"));
  }
}
