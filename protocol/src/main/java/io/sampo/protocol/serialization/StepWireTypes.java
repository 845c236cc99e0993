package io.sampo.protocol.serialization;

import static java.util.Map.entry;

import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.RollBack;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepRange;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.Tenure;
import io.sampo.protocol.training.step.WriteId;
import java.util.Map;

/** 600–699: the step transaction. */
final class StepWireTypes {

  private StepWireTypes() {}

  static Map<Integer, Class<?>> entries() {
    return Map.ofEntries(
        entry(600, CoordinatorIncarnation.class),
        entry(601, WriteId.class),
        entry(602, Digest.class),
        entry(603, GenerationStep.class),
        entry(604, StepRange.class),
        entry(605, CommittedStep.class),
        entry(606, Tenure.class),
        entry(608, Settlement.Committed.class),
        entry(609, Settlement.Retreated.class),
        entry(610, Settlement.Restored.class),
        entry(611, Staging.Empty.class),
        entry(612, Staging.Held.class),
        entry(613, Checkpoint.Initial.class),
        entry(614, Checkpoint.Stored.class),
        entry(615, NextStep.StepStart.class),
        entry(616, NextStep.Hold.class),
        entry(617, StepOrder.Install.class),
        entry(619, StepOrder.Commit.class),
        entry(620, StepOrder.Freeze.class),
        entry(621, StepOrder.FetchState.class),
        entry(622, StepOrder.WriteCheckpoint.class),
        entry(623, StepReport.Prepared.class),
        entry(624, StepReport.Frozen.class),
        entry(625, StepReport.Aborted.class),
        entry(626, StepReport.Offered.class),
        entry(627, StepReport.CaughtUp.class),
        entry(628, StepReport.Leaving.class),
        entry(629, StepReport.CheckpointWritten.class),
        entry(630, RegisterRow.class),
        entry(631, RollBack.class),
        entry(632, Anomaly.class),
        entry(633, AnomalyKind.class),
        entry(634, StepReport.Anomalous.class));
  }
}
