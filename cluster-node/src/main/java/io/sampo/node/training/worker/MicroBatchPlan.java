package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.training.step.StepRange;
import java.util.List;
import java.util.Optional;

/**
 * In which passes a rank takes its share of a step, and what it will most likely take after that: a
 * pure function of numbers that every worker knows.
 *
 * @param steps which samples belong to which step
 * @param most samples of one pass; bounds memory, and decides about the result no more than the
 *     order of additions does
 */
record MicroBatchPlan(StepPlan steps, int most) {
  /** The last batch of an epoch may leave a rank without a sample, but never two in a row do. */
  private static final int STEPS_AHEAD = 2;

  MicroBatchPlan {
    requireNonNull(steps, "steps is null");
    if (most < 1) {
      throw new IllegalArgumentException(
          "Expected micro-batches of 1 sample or more, but was [" + most + "]");
    }
  }

  /** Samples of the largest pass that there can be: a share is never larger than its batch. */
  int capacity() {
    return Math.min(most, steps.batch());
  }

  /** The passes of one rank over its share; none if the share is empty. */
  List<MicroBatchRange> passes(StepRange range, int rank, int members) {
    StepRange.Share share = range.share(rank, members);
    return MicroBatchRange.split(
        share.epoch(), share.start(), share.start() + share.count(), capacity());
  }

  /**
   * The first pass behind a step if the step is committed and its members stay who they are. Else
   * it is a wrong guess, which costs nothing but the reading.
   */
  Optional<MicroBatchRange> expectedAfter(long step, int rank, int members) {
    long last = Math.min(steps.lastStep(), step + STEPS_AHEAD);
    for (long next = step + 1; next <= last; next++) {
      List<MicroBatchRange> passes = passes(steps.range(next), rank, members);
      if (!passes.isEmpty()) {
        return Optional.of(passes.get(0));
      }
    }
    return Optional.empty();
  }
}
