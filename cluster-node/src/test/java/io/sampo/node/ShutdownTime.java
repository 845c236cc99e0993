package io.sampo.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.Map;

/**
 * How long a node may take at most to leave in order: what a supervisor has to wait between SIGTERM
 * and SIGKILL, if nobody else needs time.
 */
public final class ShutdownTime {
  private static final String SHUTDOWN = "pekko.coordinated-shutdown";

  private ShutdownTime() {}

  /**
   * The sum over all phases, which run one after the other.
   *
   * @param config the whole configuration of a node
   */
  public static Duration of(Config config) {
    Duration usual = config.getDuration(SHUTDOWN + ".default-phase-timeout");
    Duration sum = Duration.ZERO;
    for (Map.Entry<String, ConfigValue> phase : config.getObject(SHUTDOWN + ".phases").entrySet()) {
      Config settings = config.getConfig(SHUTDOWN + ".phases." + phase.getKey());
      sum = sum.plus(settings.hasPath("timeout") ? settings.getDuration("timeout") : usual);
    }
    return sum;
  }
}
