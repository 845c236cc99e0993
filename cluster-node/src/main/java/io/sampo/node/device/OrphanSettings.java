package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code sampo.device.orphans}; see {@code reference.conf}.
 *
 * @param remindAfter how long nobody must have claimed replicas until their owner is reminded
 * @param drainAfter how long the owner then has before they are drained
 */
public record OrphanSettings(Duration remindAfter, Duration drainAfter) {
  public OrphanSettings {
    requireNonNull(remindAfter, "remindAfter is null");
    requireNonNull(drainAfter, "drainAfter is null");
    if (remindAfter.isNegative() || drainAfter.isNegative()) {
      throw new IllegalArgumentException(
          "Expected sampo.device.orphans.remind-after and drain-after of 0 or more, but was"
              + " [%s, %s]".formatted(remindAfter, drainAfter));
    }
  }

  /**
   * @param orphans the configuration under {@code sampo.device.orphans}
   */
  static OrphanSettings from(Config orphans) {
    return new OrphanSettings(
        orphans.getDuration("remind-after"), orphans.getDuration("drain-after"));
  }
}
