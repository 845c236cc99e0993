package io.sampo.node.device;

import java.time.Duration;

/** Settings that tests of devices share. */
final class DeviceSamples {
  static final EvictionSettings EVICTION =
      new EvictionSettings(Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofSeconds(10), 2);

  private DeviceSamples() {}
}
