package io.sampo.node.training.step;

import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.Optional;

/**
 * No row yet: waits for workers and opens the first generation from step 0. Reads the register
 * again and again meanwhile, because another coordinator may be faster and take the workers.
 */
final class Founding extends CoordinatorPhase {
  private Instant readAt = Instant.MAX;

  Founding(CoordinatorContext context) {
    super(context);
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    return openOrWait(now);
  }

  @Override
  CoordinatorPhase onReport(StepReport report, Instant now) {
    return openOrWait(now);
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    if (event instanceof CoordinatorEvent.RowRead read) {
      return Gathering.repair(context, read.row());
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(readAt)) {
      context.act(new CoordinatorAction.ReadRow());
      readLater(now);
    }
    return openOrWait(now);
  }

  private CoordinatorPhase openOrWait(Instant now) {
    if (context.candidates().canStart(now)) {
      Proposal first = Proposal.restored(Optional.empty(), context.candidates().all());
      return new Opening(context, Optional.empty(), first);
    }
    if (readAt.equals(Instant.MAX)) {
      readLater(now);
    }
    return this;
  }

  private void readLater(Instant now) {
    readAt = now.plus(context.settings().lease().retryAfter());
  }
}
