package io.sampo.node.training.register;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code sampo.register}; see {@code reference.conf}.
 *
 * @param timeout of one read or write, after which its outcome is unknown
 */
public record RegisterSettings(String keyspace, int replicationFactor, Duration timeout) {
  public RegisterSettings {
    requireNonNull(keyspace, "keyspace is null");
    requireNonNull(timeout, "timeout is null");
    if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
      throw new IllegalArgumentException(
          "Expected sampo.register.keyspace to be a plain lower-case name, but was ["
              + keyspace
              + "]");
    }
  }

  /**
   * @param config the whole configuration
   */
  public static RegisterSettings from(Config config) {
    Config register = config.getConfig("sampo.register");
    return new RegisterSettings(
        register.getString("keyspace"),
        register.getInt("replication-factor"),
        register.getDuration("timeout"));
  }
}
