package io.sampo.node.device;

import java.time.Duration;

/** What tests of devices have in common. */
final class DeviceSamples {
  /** Whoever is spare may go at once. */
  static final EvictionSettings EVICTION =
      new EvictionSettings(Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(10), 2);

  private DeviceSamples() {}
}
