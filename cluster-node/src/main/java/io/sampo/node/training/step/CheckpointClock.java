package io.sampo.node.training.step;

import java.time.Instant;
import java.util.Optional;

/**
 * When a checkpoint is due: after a step that the plan names, or after the first one that is
 * committed once the plan's time has passed. The coordinator alone asks, so workers need not agree
 * on a time. Outlives the generations of its coordinator; another coordinator begins to measure
 * anew.
 */
final class CheckpointClock {
  private final StepPlan plan;
  private Optional<Instant> since = Optional.empty();

  CheckpointClock(StepPlan plan) {
    this.plan = plan;
  }

  /** Begins to measure, if nothing has been measured yet. */
  void start(Instant now) {
    since = since.or(() -> Optional.of(now));
  }

  boolean isDue(long committed, Instant now) {
    boolean isLate =
        !plan.checkpointAfter().isZero()
            && since.filter(last -> !now.isBefore(last.plus(plan.checkpointAfter()))).isPresent();
    return isLate || plan.isCheckpoint(committed);
  }

  void asked(Instant now) {
    since = Optional.of(now);
  }
}
