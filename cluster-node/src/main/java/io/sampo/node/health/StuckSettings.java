package io.sampo.node.health;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * When a device is stuck, and what comes of it: the settings under {@code sampo.device.stuck}; see
 * {@code reference.conf}.
 *
 * @param after a forward that has not run longer than this is never overdue
 * @param factor a forward is overdue after so many times what is usual
 * @param knownAfter how many forwards it takes to know what is usual
 * @param exitDelay from saying that the device is stuck to the end of the process
 * @param exitTimeout how long the process may take to leave the cluster in order
 */
public record StuckSettings(
    Duration after, int factor, int knownAfter, Duration exitDelay, Duration exitTimeout) {
  public StuckSettings {
    requireNonNull(after, "after is null");
    requireNonNull(exitDelay, "exitDelay is null");
    requireNonNull(exitTimeout, "exitTimeout is null");
    if (factor < 1 || knownAfter < 1 || knownAfter > ForwardDurations.KEPT) {
      throw new IllegalArgumentException(
          "Expected sampo.device.stuck.factor of 1 or more and known-after of 1 to %d, but was"
                  .formatted(ForwardDurations.KEPT)
              + " [%d, %d]".formatted(factor, knownAfter));
    }
  }

  /**
   * @param stuck the configuration under {@code sampo.device.stuck}
   */
  public static StuckSettings from(Config stuck) {
    return new StuckSettings(
        stuck.getDuration("after"),
        stuck.getInt("factor"),
        stuck.getInt("known-after"),
        stuck.getDuration("exit-delay"),
        stuck.getDuration("exit-timeout"));
  }
}
