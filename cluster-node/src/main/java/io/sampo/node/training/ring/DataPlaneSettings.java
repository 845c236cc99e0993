package io.sampo.node.training.ring;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a data plane listens and moves bytes.
 *
 * @param host the interface to listen on, and where others connect to
 * @param port 0 takes a free one
 * @param chunkBytes payload of one frame, a multiple of 4; alike on all nodes
 * @param socketBufferBytes send and receive buffer of each connection; 0 leaves it to the system
 * @param beatInterval how often a member that waits says that it lives
 * @param silenceLimit how long a member may say nothing once it has entered a step
 * @param helloLimit how long a new connection may take to say who it is
 */
public record DataPlaneSettings(
    String host,
    int port,
    int chunkBytes,
    int socketBufferBytes,
    Duration beatInterval,
    Duration silenceLimit,
    Duration helloLimit) {
  public DataPlaneSettings {
    requireNonNull(host, "host is null");
    requireNonNull(beatInterval, "beatInterval is null");
    requireNonNull(silenceLimit, "silenceLimit is null");
    requireNonNull(helloLimit, "helloLimit is null");
    if (chunkBytes < Float.BYTES || chunkBytes % Float.BYTES != 0 || chunkBytes > 1 << 24) {
      throw new IllegalArgumentException(
          "Expected chunks of whole floats up to 16 MiB, but was " + chunkBytes + " bytes");
    }
    if (beatInterval.isNegative() || beatInterval.isZero()) {
      throw new IllegalArgumentException("Expected a beat interval, but was " + beatInterval);
    }
    if (silenceLimit.compareTo(beatInterval.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "Expected a silence limit of at least 3 beats of %s, but was %s"
              .formatted(beatInterval, silenceLimit));
    }
  }

  /** Reads {@code sampo.training.data-plane}. */
  public static DataPlaneSettings from(Config root) {
    Config config = root.getConfig("sampo.training.data-plane");
    return new DataPlaneSettings(
        config.getString("host"),
        config.getInt("port"),
        Math.toIntExact(config.getBytes("chunk-size")),
        Math.toIntExact(config.getBytes("socket-buffer-size")),
        config.getDuration("beat-interval"),
        config.getDuration("silence-limit"),
        config.getDuration("hello-limit"));
  }
}
