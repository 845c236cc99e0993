package io.sampo.http.telemetry;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.http.server.Door;
import java.time.Duration;

/**
 * Settings of the metrics door.
 *
 * @param refreshInterval how often the page is made anew
 */
public record MetricsSettings(Door door, Duration refreshInterval) {

  private static final String PATH = "sampo.http.metrics";

  public MetricsSettings {
    requireNonNull(door, "door is null");
    requireNonNull(refreshInterval, "refreshInterval is null");
  }

  public static MetricsSettings from(Config config) {
    return new MetricsSettings(
        Door.from(config, "metrics", PATH), config.getConfig(PATH).getDuration("refresh-interval"));
  }
}
