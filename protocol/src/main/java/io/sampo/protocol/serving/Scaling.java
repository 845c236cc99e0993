package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import java.time.Duration;

/**
 * How many replicas each version of a deployment may have, and what makes them more or fewer.
 *
 * @param minimumReplicas 0 lets a version that nobody asks for go from its devices
 * @param maximumReplicas 0 serves nothing
 * @param targetQueueTime how long a request may wait at a replica before its forward begins; above
 *     it replicas are added, well below it they are taken away
 * @param scaleUpDelay how long the queue time must be above the target
 * @param scaleDownDelay how long it must be below, or how long nobody must have asked before the
 *     last replica goes
 */
public record Scaling(
    int minimumReplicas,
    int maximumReplicas,
    Duration targetQueueTime,
    Duration scaleUpDelay,
    Duration scaleDownDelay)
    implements WireMessage {
  public static final int MOST_REPLICAS = 1000;
  public static final Duration DEFAULT_TARGET_QUEUE_TIME = Duration.ofMillis(50);
  public static final Duration DEFAULT_SCALE_UP_DELAY = Duration.ofSeconds(3);
  public static final Duration DEFAULT_SCALE_DOWN_DELAY = Duration.ofMinutes(5);

  public Scaling {
    requireNonNull(targetQueueTime, "targetQueueTime is null");
    requireNonNull(scaleUpDelay, "scaleUpDelay is null");
    requireNonNull(scaleDownDelay, "scaleDownDelay is null");
    if (minimumReplicas < 0
        || maximumReplicas < minimumReplicas
        || maximumReplicas > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "Expected 0 <= minimumReplicas <= maximumReplicas <= %d, but was [%d] and [%d]"
              .formatted(MOST_REPLICAS, minimumReplicas, maximumReplicas));
    }
    if (targetQueueTime.isNegative()
        || targetQueueTime.isZero()
        || scaleUpDelay.isNegative()
        || scaleDownDelay.isNegative()) {
      throw new IllegalArgumentException(
          "Expected targetQueueTime above 0 and delays of 0 or more, but was [%s], [%s] and [%s]"
              .formatted(targetQueueTime, scaleUpDelay, scaleDownDelay));
    }
  }

  /** Between two numbers, with everything else as usual. */
  public static Scaling between(int minimumReplicas, int maximumReplicas) {
    return new Scaling(
        minimumReplicas,
        maximumReplicas,
        DEFAULT_TARGET_QUEUE_TIME,
        DEFAULT_SCALE_UP_DELAY,
        DEFAULT_SCALE_DOWN_DELAY);
  }

  /** Always so many. */
  public static Scaling fixed(int replicas) {
    return between(replicas, replicas);
  }
}
