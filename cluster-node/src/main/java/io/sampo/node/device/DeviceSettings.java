package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.node.health.StuckSettings;
import java.time.Duration;

/**
 * The settings under {@code sampo.device}; see {@code reference.conf}.
 *
 * @param name what the device is, for people
 * @param capacityBytes what replicas and workers may reserve together
 * @param forwardThreads how many forwards run at once
 * @param zone the failure zone of the node, or the empty string
 * @param moveTimeout how long a draining device waits for its replicas to be replaced elsewhere
 * @param drainTimeout how long a replica may take to finish what it has taken
 * @param orphans when replicas go that nobody claims
 * @param stuck when a forward has run too long, and what comes of it
 */
public record DeviceSettings(
    String name,
    long capacityBytes,
    int forwardThreads,
    String zone,
    Duration reportInterval,
    Duration moveTimeout,
    Duration drainTimeout,
    EvictionSettings eviction,
    OrphanSettings orphans,
    StuckSettings stuck) {
  public DeviceSettings {
    requireNonNull(name, "name is null");
    requireNonNull(zone, "zone is null");
    requireNonNull(reportInterval, "reportInterval is null");
    requireNonNull(moveTimeout, "moveTimeout is null");
    requireNonNull(drainTimeout, "drainTimeout is null");
    requireNonNull(eviction, "eviction is null");
    requireNonNull(orphans, "orphans is null");
    requireNonNull(stuck, "stuck is null");
    if (capacityBytes < 0 || forwardThreads < 1) {
      throw new IllegalArgumentException(
          "Expected sampo.device.capacity of 0 or more and forward-threads of 1 or more, but was"
              + " [%d, %d]".formatted(capacityBytes, forwardThreads));
    }
  }

  /**
   * @param config the whole configuration
   */
  public static DeviceSettings from(Config config) {
    Config device = config.getConfig("sampo.device");
    return new DeviceSettings(
        device.getString("name"),
        device.getBytes("capacity"),
        device.getInt("forward-threads"),
        device.getString("zone"),
        device.getDuration("report-interval"),
        device.getDuration("move-timeout"),
        device.getDuration("drain-timeout"),
        EvictionSettings.from(device.getConfig("eviction")),
        OrphanSettings.from(device.getConfig("orphans")),
        StuckSettings.from(device.getConfig("stuck")));
  }

  /** How long {@link Device.Drain} may take at most before it is answered. */
  public Duration longestDrain() {
    return moveTimeout.plus(drainTimeout).plusSeconds(2);
  }
}
