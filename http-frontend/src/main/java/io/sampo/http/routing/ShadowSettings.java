package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Bounds of shadow traffic; {@code reference.conf} explains each.
 *
 * @param inFlight copies under way from this frontend
 * @param bytes inputs and answers that are held for them
 * @param deadline of a copy
 * @param tolerance by which floats may differ, relative to the larger
 */
public record ShadowSettings(int inFlight, long bytes, Duration deadline, double tolerance) {

  private static final String PATH = "sampo.router.shadow";

  public ShadowSettings {
    requireNonNull(deadline, "deadline is null");
    if (inFlight < 0 || bytes < 0 || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "Expected [%s.in-flight-limit], [%s.bytes-limit] and [%s.tolerance] of 0 or more, but was"
                  .formatted(PATH, PATH, PATH)
              + " [%d], [%d] and [%s]".formatted(inFlight, bytes, tolerance));
    }
  }

  public static ShadowSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new ShadowSettings(
        section.getInt("in-flight-limit"),
        section.getBytes("bytes-limit"),
        section.getDuration("deadline"),
        section.getDouble("tolerance"));
  }
}
