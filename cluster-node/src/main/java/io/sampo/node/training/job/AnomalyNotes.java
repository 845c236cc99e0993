package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.RollBack;

/**
 * Tells a job what its coordinator did about anomalies and went on. Roll-backs are told with every
 * generation, from its row: whoever made one may have died before it could say so. The job knows
 * which ones it has heard of.
 */
final class AnomalyNotes {
  private final RunContext run;

  AnomalyNotes(RunContext run) {
    this.run = requireNonNull(run, "run is null");
  }

  void on(CoordinatorAction action) {
    if (action instanceof CoordinatorAction.GenerationOpened opened) {
      opened.row().rollBacks().stream()
          .map(RollBack::anomaly)
          .forEach(anomaly -> note(anomaly, AnomalyAction.ROLL_BACK));
    } else if (action instanceof CoordinatorAction.StepSkipped skipped) {
      note(skipped.anomaly(), AnomalyAction.SKIP);
    }
  }

  private void note(Anomaly anomaly, AnomalyAction action) {
    run.note(new JobEvent.AnomalyHandled(new HandledAnomaly(anomaly, action, run.now())));
  }
}
