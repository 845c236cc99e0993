package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.Optional;

/**
 * Nobody answered. Their coordinator may still live and commit, so this one waits until the renewal
 * count has stood still for a lease by its own clock, and then starts from the last checkpoint with
 * whoever has offered itself. An answer that comes meanwhile leads back to {@link Gathering}.
 */
final class Reviving extends CoordinatorPhase {
  private RegisterRow row;
  private Instant unchangedSince = Instant.MAX;
  private Instant pollAt = Instant.MAX;

  Reviving(CoordinatorContext context, RegisterRow row) {
    super(context);
    this.row = row;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    unchangedSince = now;
    poll(now);
    return this;
  }

  @Override
  CoordinatorPhase onReport(StepReport report, Instant now) {
    boolean isAnswer =
        report instanceof StepReport.Frozen answer
            && answer.generation() == row.generation()
            && row.hasMember(answer.worker());
    return isAnswer ? Gathering.repair(context, row) : this;
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    if (event instanceof CoordinatorEvent.RowRead read) {
      return onRow(read.row(), now);
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(pollAt)) {
      poll(now);
    }
    return this;
  }

  @Override
  CoordinatorPhase release() {
    return release(row);
  }

  private CoordinatorPhase onRow(RegisterRow read, Instant now) {
    if (read.generation() != row.generation()) {
      return behind(read);
    }
    boolean renewed = read.tenure().renewals() != row.tenure().renewals();
    if (renewed && context.hold(Clause.RENEWALS_ARE_COUNTED)) {
      unchangedSince = now;
    }
    row = read;
    boolean expired = !now.isBefore(unchangedSince.plus(row.tenure().lease()));
    if (!expired || !context.candidates().canStart(now)) {
      return this;
    }
    Proposal proposal = Proposal.restored(Optional.of(row), context.candidates().all());
    return new Opening(context, Optional.of(row), proposal);
  }

  private void poll(Instant now) {
    pollAt = now.plus(context.settings().lease().retryAfter());
    context.act(new CoordinatorAction.ReadRow());
    context.send(row.members(), new StepOrder.Freeze(context.self(), row));
  }
}
