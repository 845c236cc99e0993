package io.sampo.http.server;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;

/**
 * One server of a node.
 *
 * @param name for people, for example {@code inference}
 * @param settingsPath where its port is set, for messages
 * @param host the interface to listen on
 * @param port 0 takes any free port
 */
public record Door(String name, String settingsPath, String host, int port) {

  public Door {
    requireNonNull(name, "name is null");
    requireNonNull(settingsPath, "settingsPath is null");
    requireNonNull(host, "host is null");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "Expected a port between 0 and 65535 in [%s.port], but was [%d]"
              .formatted(settingsPath, port));
    }
  }

  /** Reads {@code interface} and {@code port} of one section. */
  public static Door from(Config config, String name, String settingsPath) {
    Config section = config.getConfig(settingsPath);
    return new Door(name, settingsPath, section.getString("interface"), section.getInt("port"));
  }

  /** Whether only programs on this machine can reach the door. An unknown host counts as no. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /** What to say when the door cannot be opened: which, where, why, and what to do. */
  public PlatformException notOpened(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = cause.getMessage();
    while (cause.getCause() != null) {
      cause = cause.getCause();
      reason = cause.getMessage();
    }
    return new PlatformException(
        ErrorCode.CONFLICT,
        "Expected to open the %s door on [%s:%d], but could not: %s. Set [%s.port] to a free port"
            .formatted(name, host, port, reason, settingsPath),
        failure);
  }

  @Override
  public String toString() {
    return name + " door " + host + ":" + port;
  }
}
