package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;

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

  /** Ticks, and what the register answered. */
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    return this;
  }
}
