package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code sampo.device.eviction}; see {@code reference.conf}.
 *
 * @param idleAfter how long a spare replica must not have been used before it may go
 * @param linger how long an evicted replica still serves those who have not heard of it
 * @param startTimeout how long a granted replica waits for the memory of evicted ones
 * @param mostPending how many replicas may wait at once
 */
public record EvictionSettings(
    Duration idleAfter, Duration linger, Duration startTimeout, int mostPending) {
  public EvictionSettings {
    requireNonNull(idleAfter, "idleAfter is null");
    requireNonNull(linger, "linger is null");
    requireNonNull(startTimeout, "startTimeout is null");
    if (mostPending < 0) {
      throw new IllegalArgumentException(
          "Expected sampo.device.eviction.most-pending of 0 or more, but was ["
              + mostPending
              + "]");
    }
  }

  /**
   * @param eviction the configuration under {@code sampo.device.eviction}
   */
  static EvictionSettings from(Config eviction) {
    return new EvictionSettings(
        eviction.getDuration("idle-after"),
        eviction.getDuration("linger"),
        eviction.getDuration("start-timeout"),
        eviction.getInt("most-pending"));
  }
}
