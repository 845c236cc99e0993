package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import java.util.List;

/** What a worker does once it has applied a step: it is part of the decision, in one message. */
public sealed interface NextStep {

  /**
   * Compute the gradients of one step and reduce them into staging.
   *
   * @param range the global batch; every member takes its share by rank
   * @param members of this generation, in rank order
   * @param lossBound a mean loss above it is an anomaly; positive infinity for none
   */
  record StepStart(
      JobId job,
      GenerationStep step,
      StepRange range,
      List<WorkerIncarnation> members,
      double lossBound)
      implements NextStep {
    public StepStart {
      requireNonNull(job, "job is null");
      requireNonNull(step, "step is null");
      requireNonNull(range, "range is null");
      members = List.copyOf(members);
    }
  }

  /** Stay at the step that was applied: a barrier, or the end. */
  record Hold() implements NextStep {}
}
