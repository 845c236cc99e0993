package io.sampo.http.grpc;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.http.server.Door;
import java.time.Duration;

/**
 * Settings of the gRPC door.
 *
 * @param maximumMessage bytes of one message, after decompression
 * @param maximumCalls that one connection may have under way
 * @param streamWindow requests that one stream may have under way
 * @param messageTimeout how long a client may take to send the message of a call
 * @param shortestKeepAlive clients that ping more often are sent away
 */
public record GrpcSettings(
    Door door,
    int maximumMessage,
    int maximumCalls,
    int streamWindow,
    Duration messageTimeout,
    Duration shortestKeepAlive) {

  private static final String PATH = "sampo.http.grpc";

  public GrpcSettings {
    requireNonNull(door, "door is null");
    requireNonNull(messageTimeout, "messageTimeout is null");
    requireNonNull(shortestKeepAlive, "shortestKeepAlive is null");
    requirePositive("maximum-message", maximumMessage);
    requirePositive("maximum-calls", maximumCalls);
    requirePositive("stream-window", streamWindow);
    requirePositive("message-timeout", messageTimeout.toMillis());
    requirePositive("shortest-keep-alive", shortestKeepAlive.toMillis());
  }

  private static void requirePositive(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.%s] above 0, but was [%d]".formatted(PATH, key, value));
    }
  }

  public static GrpcSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new GrpcSettings(
        Door.from(config, "gRPC", PATH),
        bytes(section.getBytes("maximum-message")),
        section.getInt("maximum-calls"),
        section.getInt("stream-window"),
        section.getDuration("message-timeout"),
        section.getDuration("shortest-keep-alive"));
  }

  /** A message is an array, so that 2 GiB itself is one byte too many. */
  private static int bytes(long bytes) {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
