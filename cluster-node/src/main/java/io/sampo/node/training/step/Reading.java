package io.sampo.node.training.step;

import java.time.Instant;
import java.util.Optional;

/** The first phase: what does the register say? */
final class Reading extends CoordinatorPhase {
  private Instant retryAt = Instant.MAX;

  Reading(CoordinatorContext context) {
    super(context);
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    context.act(new CoordinatorAction.ReadRow());
    return this;
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    if (event instanceof CoordinatorEvent.RowRead read) {
      return behind(read.row());
    }
    if (event instanceof CoordinatorEvent.RowAbsent) {
      return new Founding(context, Optional.empty());
    }
    if (event instanceof CoordinatorEvent.ReadFailed) {
      retryAt = now.plus(context.settings().lease().retryAfter());
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(retryAt)) {
      retryAt = Instant.MAX;
      context.act(new CoordinatorAction.ReadRow());
    }
    return this;
  }
}
