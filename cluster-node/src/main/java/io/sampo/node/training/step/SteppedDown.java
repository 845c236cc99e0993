package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import java.time.Instant;
import java.util.Collection;

/** The end of a coordinator that another one has replaced. */
final class SteppedDown extends CoordinatorPhase {
  private final Collection<WorkerIncarnation> members;
  private final RegisterRow current;

  SteppedDown(
      CoordinatorContext context, Collection<WorkerIncarnation> members, RegisterRow current) {
    super(context);
    this.members = members;
    this.current = current;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    context.closeCheckpoint(current);
    // The row is decided, so anybody may tell it: members that it leaves out rejoin at once.
    context.send(members, new StepOrder.Install(context.self(), current, new NextStep.Hold()));
    context.act(new CoordinatorAction.SteppedDown(current));
    return this;
  }

  @Override
  CoordinatorPhase release() {
    return this;
  }
}
