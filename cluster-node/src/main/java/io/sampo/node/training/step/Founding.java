package io.sampo.node.training.step;

import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.Optional;

/** No row yet: waits for workers and opens the first generation from step 0. */
final class Founding extends CoordinatorPhase {

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
    return openOrWait(now);
  }

  private CoordinatorPhase openOrWait(Instant now) {
    if (!context.candidates().canStart(now)) {
      return this;
    }
    Proposal first = Proposal.restored(Optional.empty(), context.candidates().all());
    return new Opening(context, Optional.empty(), first);
  }
}
