package io.sampo.node.device;

import io.sampo.node.health.HealthSettings;
import io.sampo.node.health.StuckSettings;
import java.time.Duration;

/** What tests of devices have in common. */
final class DeviceSamples {
  static final EvictionSettings EVICTION =
      new EvictionSettings(Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofSeconds(10), 2);

  static final OrphanSettings ORPHANS =
      new OrphanSettings(Duration.ofSeconds(60), Duration.ofSeconds(10));

  static final StuckSettings STUCK =
      new StuckSettings(
          Duration.ofSeconds(10), 3, 1, Duration.ofSeconds(1), Duration.ofSeconds(20));

  static final HealthSettings HEALTH =
      new HealthSettings(Duration.ofSeconds(30), Duration.ofSeconds(10));

  private DeviceSamples() {}
}
