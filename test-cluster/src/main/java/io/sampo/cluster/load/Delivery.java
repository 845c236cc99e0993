package io.sampo.cluster.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a client does for its request.
 *
 * @param timeout from sending; a request without a whole answer by then has failed
 * @param retriesOnce whether a request whose connection breaks before any byte of an answer is sent
 *     once more, to another target if there is one; right for idempotent requests only
 */
public record Delivery(Duration timeout, boolean retriesOnce) {

  public Delivery {
    requireNonNull(timeout, "timeout is null");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("Expected a timeout above 0, but was [" + timeout + "].");
    }
  }

  /** Thirty seconds, and no second attempt. */
  public static Delivery once() {
    return new Delivery(Duration.ofSeconds(30), false);
  }

  /** Thirty seconds, and a second attempt. */
  public static Delivery retrying() {
    return new Delivery(Duration.ofSeconds(30), true);
  }
}
