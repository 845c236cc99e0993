package io.sampo.http.transfer;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;

/**
 * Settings of the courier; {@code reference.conf} explains each.
 *
 * @param largest bytes of one parcel: as much as the inference door takes
 * @param receptionLimit bytes of all parcels that are on their way to this node
 * @param outgoingLimit how many parcels may be on their way from this node
 * @param chunkBytes of one chunk
 * @param window how many chunks of one parcel may be on their way
 */
public record TransferSettings(
    long largest,
    long receptionLimit,
    int outgoingLimit,
    int chunkBytes,
    int window,
    Duration tickInterval) {

  private static final String PATH = "sampo.transfer";

  public TransferSettings {
    requireNonNull(tickInterval, "tickInterval is null");
    if (largest > Integer.MAX_VALUE - 8 || receptionLimit < largest) {
      throw new IllegalArgumentException(
          "Expected [%s.reception-limit] of at least the largest parcel, [%d] bytes, but was [%d]"
              .formatted(PATH, largest, receptionLimit));
    }
    if (chunkBytes < 1 || chunkBytes > TransferProtocol.LARGEST_CHUNK) {
      throw new IllegalArgumentException(
          "Expected [%s.chunk-size] of 1 to %d bytes, but was [%d]"
              .formatted(PATH, TransferProtocol.LARGEST_CHUNK, chunkBytes));
    }
    if (window < 1 || outgoingLimit < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.window] and [%s.outgoing-limit] of 1 or more, but was [%d] and [%d]"
              .formatted(PATH, PATH, window, outgoingLimit));
    }
  }

  /**
   * @param config the whole configuration
   */
  public static TransferSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new TransferSettings(
        config.getBytes("sampo.http.inference.maximum-body"),
        section.getBytes("reception-limit"),
        section.getInt("outgoing-limit"),
        Math.toIntExact(section.getBytes("chunk-size")),
        section.getInt("window"),
        section.getDuration("tick-interval"));
  }
}
