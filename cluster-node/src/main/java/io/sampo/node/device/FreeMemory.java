package io.sampo.node.device;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the machine itself says is free: for people, never for grants. */
final class FreeMemory {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private FreeMemory() {}

  static long bytes() {
    return SYSTEM.getFreeMemorySize();
  }
}
