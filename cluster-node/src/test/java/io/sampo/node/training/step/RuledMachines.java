package io.sampo.node.training.step;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.CoordinatorIncarnation;

/** Opens to the simulation the state machines with a clause taken out. */
public final class RuledMachines {
  private RuledMachines() {}

  public static StepCoordinator coordinator(
      JobId job,
      CoordinatorIncarnation self,
      StepPlan plan,
      StepSettings settings,
      AnomalyPolicy policy,
      StepRules rules) {
    return new StepCoordinator(job, self, plan, settings, policy, rules);
  }

  public static StepWorker worker(WorkerIncarnation self, AnomalyPolicy policy, StepRules rules) {
    return new StepWorker(self, policy, rules);
  }
}
