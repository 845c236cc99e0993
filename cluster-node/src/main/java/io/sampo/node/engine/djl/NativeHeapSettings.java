package io.sampo.node.engine.djl;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code sampo.device.native-heap}; see {@code reference.conf}.
 *
 * @param trimAfterBytes how much closed modules must have freed before any is given back; 0 for
 *     never
 * @param trimDelay how long after that
 */
public record NativeHeapSettings(long trimAfterBytes, Duration trimDelay) {
  public NativeHeapSettings {
    requireNonNull(trimDelay, "trimDelay is null");
    if (trimAfterBytes < 0 || trimDelay.isNegative()) {
      throw new IllegalArgumentException(
          "Expected sampo.device.native-heap.trim-after and trim-delay of 0 or more, but was"
              + " [%d, %s]".formatted(trimAfterBytes, trimDelay));
    }
  }

  /**
   * @param config the whole configuration
   */
  public static NativeHeapSettings from(Config config) {
    Config heap = config.getConfig("sampo.device.native-heap");
    return new NativeHeapSettings(heap.getBytes("trim-after"), heap.getDuration("trim-delay"));
  }
}
