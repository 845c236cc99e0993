package io.sampo.node.training.step;

import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.Tenure;
import io.sampo.protocol.training.step.WriteId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Jobs, workers and rows for tests of the state machines. */
final class StepSamples {
  static final JobId JOB = new JobId("digits");
  static final WorkerIncarnation A = worker(1);
  static final WorkerIncarnation B = worker(2);
  static final WorkerIncarnation C = worker(3);
  static final CoordinatorIncarnation SELF = new CoordinatorIncarnation(new UUID(9, 1));
  static final CoordinatorIncarnation OTHER = new CoordinatorIncarnation(new UUID(9, 2));
  static final Digest RED = new Digest(0xE0);
  static final Digest BLUE = new Digest(0xB0);
  static final AnomalyPolicy STOP = new AnomalyPolicy(AnomalyAction.STOP, null);
  static final StepPlan PLAN = new StepPlan(1_000, 10, 4, 2);
  static final StepSettings SETTINGS =
      new StepSettings(
          new StepSettings.Lease(
              Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(1)),
          new StepSettings.Patience(
              Duration.ofSeconds(3),
              Duration.ofSeconds(1),
              Duration.ofSeconds(60),
              Duration.ofSeconds(10),
              Duration.ofSeconds(120)),
          new StepSettings.Start(2, Duration.ofSeconds(5)));

  private StepSamples() {}

  static WorkerIncarnation worker(long number) {
    return new WorkerIncarnation(new UUID(1, number));
  }

  static GenerationStep at(long generation, long step) {
    return new GenerationStep(generation, step);
  }

  static CommittedStep committed(long step, Digest digest) {
    return new CommittedStep(step, digest);
  }

  static Staging held(long generation, long step, Digest digest) {
    return new Staging.Held(at(generation, step), digest, null);
  }

  static Staging nothing() {
    return new Staging.Empty();
  }

  static StepReport.Frozen frozen(
      WorkerIncarnation worker, long generation, CommittedStep applied, Staging staging) {
    return new StepReport.Frozen(worker, generation, applied, staging);
  }

  /** A row of another coordinator, in its first write. */
  static RegisterRow row(
      long generation, CommittedStep base, Settlement settles, WorkerIncarnation... members) {
    return new RegisterRow(
        JOB,
        generation,
        List.of(members),
        new Tenure(OTHER, 1, Duration.ofSeconds(30), new WriteId(OTHER, generation)),
        base,
        settles,
        new Checkpoint.Initial());
  }

  static RegisterRow firstRow(WorkerIncarnation... members) {
    return row(1, committed(0, Digest.START), new Settlement.Restored(), members);
  }

  /** That row, renewed by its coordinator. */
  static RegisterRow renewed(RegisterRow row) {
    return row.renewed(new WriteId(OTHER, row.writeId().attempt() + 1_000));
  }

  static NextStep.StepStart start(long generation, long step, WorkerIncarnation... members) {
    return start(generation, step, Double.POSITIVE_INFINITY, members);
  }

  static NextStep.StepStart start(
      long generation, long step, double lossBound, WorkerIncarnation... members) {
    return new NextStep.StepStart(
        JOB, at(generation, step), PLAN.range(step), List.of(members), lossBound);
  }

  /** What a worker votes with that found nothing wrong. */
  static StepReport.Prepared prepared(
      WorkerIncarnation worker, long generation, long step, Digest digest) {
    return new StepReport.Prepared(worker, at(generation, step), digest, 1, null);
  }

  static Checkpoint.Stored checkpoint(long step) {
    return new Checkpoint.Stored(step, new ArtifactHash("%064x".formatted(step)));
  }
}
