package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import java.time.Duration;

/** How patient a step coordinator is; see {@code sampo.training} in reference.conf. */
public record StepSettings(Lease lease, Patience patience, Start start) {
  public StepSettings {
    requireNonNull(lease, "lease is null");
    requireNonNull(patience, "patience is null");
    requireNonNull(start, "start is null");
  }

  /** Reads {@code sampo.training}. */
  public static StepSettings from(Config training) {
    return new StepSettings(
        new Lease(
            training.getDuration("lease.length"),
            training.getDuration("lease.renew-every"),
            training.getDuration("lease.retry-after")),
        new Patience(
            training.getDuration("step.answer-within"),
            training.getDuration("step.resend-after"),
            training.getDuration("step.stall-after"),
            training.getDuration("step.join-within"),
            training.getDuration("step.checkpoint-within")),
        new Start(
            training.getInt("start.workers-wanted"), training.getDuration("start.settle-for")));
  }

  /**
   * The right to commit.
   *
   * @param length how long a coordinator may commit after it sent a renewal that succeeded
   * @param renewEvery how often it renews
   * @param retryAfter the wait before a register operation without an outcome is tried again
   */
  public record Lease(Duration length, Duration renewEvery, Duration retryAfter) {
    public Lease {
      requirePositive("lease length", length);
      requirePositive("renew-every", renewEvery);
      requirePositive("retry-after", retryAfter);
      if (renewEvery.compareTo(length) >= 0) {
        throw new IllegalArgumentException(
            "Expected renew-every below the lease length [%s], but was [%s]"
                .formatted(length, renewEvery));
      }
    }
  }

  /**
   * Waits that end in a retry or a new generation, never in a failure.
   *
   * @param answerWithin how long members have to answer a freeze
   * @param resendAfter when a message without reaction is sent again
   * @param stallAfter how long a step may stay open before its generation is ended
   * @param joinWithin how long a group holds for a joiner
   * @param checkpointWithin how long the last checkpoint of a job may take
   */
  public record Patience(
      Duration answerWithin,
      Duration resendAfter,
      Duration stallAfter,
      Duration joinWithin,
      Duration checkpointWithin) {
    public Patience {
      requirePositive("answer-within", answerWithin);
      requirePositive("resend-after", resendAfter);
      requirePositive("stall-after", stallAfter);
      requirePositive("join-within", joinWithin);
      requirePositive("checkpoint-within", checkpointWithin);
    }
  }

  /**
   * When to begin from a checkpoint, step 0 included.
   *
   * @param workersWanted begin at once with that many
   * @param settleFor begin with fewer, but at least one, after that long
   */
  public record Start(int workersWanted, Duration settleFor) {
    public Start {
      requirePositive("settle-for", settleFor);
      if (workersWanted < 1) {
        throw new IllegalArgumentException(
            "Expected workers-wanted of 1 or more, but was [" + workersWanted + "]");
      }
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "Expected a positive " + name + ", but was [" + value + "]");
    }
  }
}
