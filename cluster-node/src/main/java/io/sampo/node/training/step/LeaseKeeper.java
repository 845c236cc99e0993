package io.sampo.node.training.step;

import io.sampo.node.training.register.Expected;
import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepReport.CheckpointWritten;
import java.time.Instant;
import java.util.Optional;

/**
 * The coordinator's hold on its own row: renews it, publishes checkpoints in it, and knows how long
 * it may commit. At most one write is under way.
 */
final class LeaseKeeper {
  private final CoordinatorContext context;
  private RegisterRow row;
  private Instant committingUntil;
  private Instant renewAt;
  private Optional<FencedWrite> write = Optional.empty();

  /**
   * Begins with a row that was written.
   *
   * @param sentAt a moment before its write was sent
   */
  LeaseKeeper(CoordinatorContext context, RegisterRow row, Instant sentAt) {
    this.context = context;
    this.row = row;
    this.committingUntil = sentAt.plus(row.tenure().lease());
    this.renewAt = sentAt.plus(context.settings().lease().renewEvery());
  }

  RegisterRow row() {
    return row;
  }

  /**
   * Publishes a checkpoint with the next write, if it is of this generation and newer.
   *
   * @param committed the last step of the group
   */
  void offer(CheckpointWritten written, long committed) {
    boolean isOurs =
        written.generation() == row.generation()
            && written.checkpoint().step() <= committed
            && context.unpublished().isEmpty();
    if (!context.hold(Clause.PUBLISHING_IS_A_COMPARE_AND_SET)) {
      context.act(new CoordinatorAction.CheckpointPublished(written.checkpoint()));
      return;
    }
    if (isOurs && written.checkpoint().step() > row.checkpoint().step()) {
      context.publishLater(written.checkpoint());
    }
  }

  boolean mayCommit(Instant now) {
    return now.isBefore(committingUntil) || !context.hold(Clause.LEASE_ENDS_COMMITTING);
  }

  /** The row of somebody else, if the register turns out to hold one. */
  Optional<RegisterRow> on(CoordinatorEvent event, Instant now) {
    Optional<RegisterRow> replaced = write.flatMap(attempt -> conclude(attempt, event, now));
    if (event instanceof CoordinatorEvent.Tick && write.isEmpty()) {
      write = nextWrite(now);
    }
    return replaced;
  }

  private Optional<RegisterRow> conclude(FencedWrite attempt, CoordinatorEvent event, Instant now) {
    FencedWrite.Result result = attempt.on(event, now);
    if (result instanceof FencedWrite.Result.Refused refused) {
      return Optional.of(refused.current());
    }
    if (result instanceof FencedWrite.Result.Applied applied) {
      row = applied.row();
      write = Optional.empty();
      boolean fromSending = context.hold(Clause.LEASE_RUNS_FROM_SENDING);
      committingUntil = (fromSending ? attempt.firstSentAt() : now).plus(row.tenure().lease());
      context.confirmCheckpoint(row);
    }
    if (result instanceof FencedWrite.Result.BelievedLost) {
      write = Optional.empty();
      context.unpublished().filter(attempt.row().checkpoint()::equals).ifPresent(context::discard);
    }
    return Optional.empty();
  }

  private Optional<FencedWrite> nextWrite(Instant now) {
    if (context.unpublished().isEmpty() && now.isBefore(renewAt)) {
      return Optional.empty();
    }
    renewAt = now.plus(context.settings().lease().renewEvery());
    FencedWrite next =
        new FencedWrite(
            context,
            Expected.of(row),
            attempt ->
                context
                    .unpublished()
                    .map(checkpoint -> row.withCheckpoint(attempt, checkpoint))
                    .orElseGet(() -> row.renewed(attempt)),
            now);
    return Optional.of(next);
  }
}
