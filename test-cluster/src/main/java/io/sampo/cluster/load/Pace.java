package io.sampo.cluster.load;

/** When requests are sent. */
public sealed interface Pace {

  /**
   * An open loop: requests are due at even distances, whatever became of those before. One that has
   * to wait for a free connection is late, and its latency says so.
   */
  record ConstantRate(double perSecond) implements Pace {
    public ConstantRate {
      if (!(perSecond > 0) || perSecond > 1_000_000) {
        throw new IllegalArgumentException(
            "Expected a rate above 0 and of at most 1,000,000 per second, but was ["
                + perSecond
                + "].");
      }
    }
  }

  /** Every connection sends its next request as soon as it has the answer to the one before. */
  enum ClosedLoop implements Pace {
    INSTANCE
  }
}
