package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;
import java.time.Duration;

/**
 * When a job takes checkpoints and how many of them it keeps. The last step always is one.
 *
 * @param everySteps 0 for none by steps
 * @param every time from one checkpoint to the first step after which the next is due; zero for
 *     none by time
 * @param keepLast how many of the newest are kept; at least 1. With 1 there is nothing to fall back
 *     to when the newest turns out to be unreadable
 * @param keepBest how many are kept beside them for their evaluation, where there is one; the best
 *     one always is
 */
public record CheckpointPolicy(int everySteps, Duration every, int keepLast, int keepBest) {
  /** The newest, and one to fall back to. */
  public static final int DEFAULT_KEEP_LAST = 2;

  /** Every checkpoint is in the summary of its job, which all nodes hold. */
  public static final int MAXIMUM_KEPT = 100;

  public CheckpointPolicy {
    requireNonNull(every, "every is null");
    new Expectations()
        .require(everySteps >= 0, "everySteps of 0 or more", everySteps)
        .require(!every.isNegative(), "every of zero or more", every)
        .require(keepLast >= 1, "keepLast of 1 or more", keepLast)
        .require(keepBest >= 0, "keepBest of 0 or more", keepBest)
        .require(
            (long) keepLast + keepBest <= MAXIMUM_KEPT,
            "to keep at most " + MAXIMUM_KEPT,
            (long) keepLast + keepBest)
        .check();
  }

  /** By steps alone; 0 for only at the end. */
  public static CheckpointPolicy everySteps(int steps) {
    return new CheckpointPolicy(steps, Duration.ZERO, DEFAULT_KEEP_LAST, 0);
  }
}
