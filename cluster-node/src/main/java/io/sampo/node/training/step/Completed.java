package io.sampo.node.training.step;

import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.RegisterRow;
import java.time.Instant;

/** The end of a coordinator whose last step is published. */
final class Completed extends CoordinatorPhase {
  private final RegisterRow row;

  Completed(CoordinatorContext context, RegisterRow row) {
    super(context);
    this.row = row;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    if (row.checkpoint() instanceof Checkpoint.Stored checkpoint) {
      context.act(new CoordinatorAction.Completed(checkpoint));
    }
    return this;
  }

  @Override
  CoordinatorPhase release() {
    return release(row);
  }
}
