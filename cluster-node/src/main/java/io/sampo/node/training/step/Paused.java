package io.sampo.node.training.step;

import io.sampo.protocol.training.step.RegisterRow;
import java.time.Instant;

/** The end of a coordinator that was wanted to pause and has lost nothing by it. */
final class Paused extends CoordinatorPhase {
  private final RegisterRow row;

  Paused(CoordinatorContext context, RegisterRow row) {
    super(context);
    this.row = row;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    context.act(new CoordinatorAction.Paused(row.checkpoint()));
    return this;
  }
}
