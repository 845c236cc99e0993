package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.Optional;

/** One phase of a coordinator. Every handler returns the phase that comes next, often itself. */
abstract class CoordinatorPhase {
  final CoordinatorContext context;

  CoordinatorPhase(CoordinatorContext context) {
    this.context = context;
  }

  /** Called once, when the phase begins. */
  abstract CoordinatorPhase enter(Instant now);

  CoordinatorPhase onReport(StepReport report, Instant now) {
    return this;
  }

  CoordinatorPhase onWorkerLost(WorkerIncarnation worker, Instant now) {
    return this;
  }

  /** Gives up what this coordinator holds: nothing, unless a phase says otherwise. */
  CoordinatorPhase release() {
    return new Released(context, new CoordinatorAction.Released());
  }

  /** As {@link #release()}, where this row may be one's own. */
  final CoordinatorPhase release(RegisterRow row) {
    return row.coordinator().equals(context.self())
        ? new Releasing(context, row, new CoordinatorAction.Released())
        : new Released(context, new CoordinatorAction.Released());
  }

  /** What follows a row that was read: its members are asked, where it has any. */
  final CoordinatorPhase behind(RegisterRow row) {
    boolean nobodyIsLeft = row.isReleased() || !context.hold(Clause.MEMBERS_ARE_ASKED_FIRST);
    return nobodyIsLeft ? new Founding(context, Optional.of(row)) : Gathering.repair(context, row);
  }

  /** Ticks, and what the register answered. */
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    return this;
  }
}
