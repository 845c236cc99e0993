package io.sampo.node.device;

import java.time.Duration;

/** What tests of devices have in common. */
final class DeviceSamples {
  static final EvictionSettings EVICTION =
      new EvictionSettings(Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofSeconds(10), 2);

  static final OrphanSettings ORPHANS =
      new OrphanSettings(Duration.ofSeconds(60), Duration.ofSeconds(10));

  private DeviceSamples() {}
}
