package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.node.health.HealthSettings;
import java.time.Duration;

/**
 * The settings under {@code sampo.replica}; see {@code reference.conf}.
 *
 * @param loadTimeout until the module is on the device
 * @param warmTimeout for the forward on zeros
 * @param linger how long a draining replica still serves those who have not heard of it
 * @param loadReportInterval how often a replica that is used says how busy it is
 * @param longestOnArrival a model whose forwards take longer runs none in the thread that brings
 *     the request; zero for no model
 * @param health when it is believed to be ready
 */
public record ReplicaSettings(
    Duration loadTimeout,
    Duration warmTimeout,
    Duration linger,
    Duration loadReportInterval,
    Duration longestOnArrival,
    HealthSettings health) {
  public ReplicaSettings {
    requireNonNull(loadTimeout, "loadTimeout is null");
    requireNonNull(warmTimeout, "warmTimeout is null");
    requireNonNull(linger, "linger is null");
    requireNonNull(loadReportInterval, "loadReportInterval is null");
    requireNonNull(longestOnArrival, "longestOnArrival is null");
    requireNonNull(health, "health is null");
  }

  /**
   * @param config the whole configuration
   */
  public static ReplicaSettings from(Config config) {
    Config replica = config.getConfig("sampo.replica");
    return new ReplicaSettings(
        replica.getDuration("load-timeout"),
        replica.getDuration("warm-timeout"),
        replica.getDuration("linger"),
        replica.getDuration("load-report-interval"),
        replica.getDuration("longest-on-arrival"),
        HealthSettings.from(replica.getConfig("health")));
  }
}
