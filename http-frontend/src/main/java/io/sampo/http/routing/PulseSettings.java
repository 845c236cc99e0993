package io.sampo.http.routing;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How this frontend listens to the heartbeats of other nodes; {@code reference.conf} explains each.
 *
 * @param interval between two beats of a node, as the nodes are set
 * @param missedBeats after which a node is suspect
 * @param renewal how often a subscription is renewed
 */
public record PulseSettings(Duration interval, int missedBeats, Duration renewal) {

  private static final String PATH = "sampo.pulse";

  public PulseSettings {
    requireNonNull(interval, "interval is null");
    requireNonNull(renewal, "renewal is null");
    if (interval.isZero() || interval.isNegative() || missedBeats < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.interval] above 0 and [%s.missed-beats] of 1 or more, but was [%s] and [%d]"
              .formatted(PATH, PATH, interval, missedBeats));
    }
  }

  public static PulseSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new PulseSettings(
        section.getDuration("interval"),
        section.getInt("missed-beats"),
        section.getDuration("renewal"));
  }

  /** How long a node may be silent. */
  Duration patience() {
    return interval.multipliedBy(missedBeats);
  }

  /** How often silence is looked for: twice as often as beats come. */
  Duration tick() {
    return interval.dividedBy(2);
  }
}
