package io.sampo.http.catalog;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the local copy of the catalog.
 *
 * @param settleTime it counts as filled once it was read and has stood still for so long
 * @param settleLimit it counts as filled at the latest after this time
 * @param readTimeout how long to wait for the other nodes' copies
 * @param publishInterval changes within this time are shown together
 */
public record CatalogSettings(
    Duration settleTime, Duration settleLimit, Duration readTimeout, Duration publishInterval) {

  private static final String PATH = "sampo.http.catalog";

  public CatalogSettings {
    requireNonNull(settleTime, "settleTime is null");
    requireNonNull(settleLimit, "settleLimit is null");
    requireNonNull(readTimeout, "readTimeout is null");
    requireNonNull(publishInterval, "publishInterval is null");
  }

  public static CatalogSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new CatalogSettings(
        section.getDuration("settle-time"),
        section.getDuration("settle-limit"),
        section.getDuration("read-timeout"),
        section.getDuration("publish-interval"));
  }
}
