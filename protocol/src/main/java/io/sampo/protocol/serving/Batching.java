package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import java.time.Duration;

/**
 * How a replica lets requests wait and puts them together.
 *
 * @param maximumBatchSize the most items of one forward; 0 means what the signature allows, 1 means
 *     that requests never share a forward. The signature's bound holds in any case
 * @param maximumDelay how long a free device waits for a batch to fill; zero never lets it idle
 * @param queueLimit the most requests that may wait at one replica
 */
public record Batching(int maximumBatchSize, Duration maximumDelay, int queueLimit)
    implements WireMessage {
  public static final int DEFAULT_QUEUE_LIMIT = 256;
  public static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  public static final Batching DEFAULT = withQueueLimit(DEFAULT_QUEUE_LIMIT);

  public Batching {
    requireNonNull(maximumDelay, "maximumDelay is null");
    if (maximumBatchSize < 0) {
      throw new IllegalArgumentException(
          "Expected maximumBatchSize of 0 or more, but was [" + maximumBatchSize + "]");
    }
    if (maximumDelay.isNegative() || maximumDelay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "Expected maximumDelay between 0 and %s, but was [%s]"
              .formatted(LONGEST_DELAY, maximumDelay));
    }
    if (queueLimit < 1) {
      throw new IllegalArgumentException(
          "Expected queueLimit of 1 or more, but was [" + queueLimit + "]");
    }
  }

  /** As usual, but for the length of the queue. */
  public static Batching withQueueLimit(int queueLimit) {
    return new Batching(0, Duration.ZERO, queueLimit);
  }
}
