package io.sampo.node.training.step;

import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.Optional;

/**
 * No row yet, or one that was released: nobody holds state. Waits for workers and opens a
 * generation from step 0, or from the row's checkpoint. Reads the register again and again
 * meanwhile, because another coordinator may be faster and take the workers.
 */
final class Founding extends CoordinatorPhase {
  private final Optional<RegisterRow> released;
  private Instant readAt = Instant.MAX;

  Founding(CoordinatorContext context, Optional<RegisterRow> released) {
    super(context);
    this.released = released;
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
    if (event instanceof CoordinatorEvent.RowRead read
        && !released.filter(read.row()::equals).isPresent()) {
      return behind(read.row());
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(readAt)) {
      context.act(new CoordinatorAction.ReadRow());
      readLater(now);
    }
    return openOrWait(now);
  }

  private CoordinatorPhase openOrWait(Instant now) {
    if (context.candidates().canStart(now)) {
      Proposal first = Proposal.restored(released, context.candidates().all());
      return new Opening(context, released, first);
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
