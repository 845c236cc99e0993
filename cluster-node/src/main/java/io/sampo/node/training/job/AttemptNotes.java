package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.step.Checkpoint.Stored;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * What one attempt tells its job, each thing once: who is in the generation of the day, how far
 * they are, and which checkpoints were published. Runs in the thread of the attempt; not
 * thread-safe.
 */
final class AttemptNotes {
  private final RunContext run;
  private final Gang gang;
  private final StepPlan submitted;
  private final ProgressTracker tracker;
  private final InstantSource monotonic = () -> Instant.EPOCH.plusNanos(System.nanoTime());
  private StepPlan plan;
  private List<WorkerIncarnation> members = List.of();
  private long generation;
  private JobProgress told = JobProgress.NONE;
  private Checkpoint newest;

  AttemptNotes(RunContext run, Gang gang, StepPlan plan) {
    this.run = requireNonNull(run, "run is null");
    this.gang = requireNonNull(gang, "gang is null");
    this.submitted = requireNonNull(plan, "plan is null");
    this.plan = plan;
    this.tracker = new ProgressTracker(plan);
  }

  /** By what progress is timed: never goes back; its origin does not matter. */
  InstantSource monotonic() {
    return monotonic;
  }

  /** The members of the generation of the day, in rank order; none before the first. */
  List<WorkerIncarnation> members() {
    return members;
  }

  /**
   * That of the generation of the day, which ends earlier than the submitted one if it rolled back.
   */
  StepPlan plan() {
    return plan;
  }

  /** Whether the rest is too few; before the first generation nobody can repair either. */
  boolean isBrokenWithout(WorkerIncarnation worker) {
    boolean isNeeded = members.size() <= run.specification().workers().minimum();
    return members.isEmpty() || isNeeded && members.contains(worker);
  }

  boolean isCurrent(GenerationStep at) {
    return at.generation() == generation;
  }

  void generationOpened(RegisterRow row) {
    members = row.members();
    generation = row.generation();
    plan = submitted.behind(row.rollBacks());
    tracker.beginAfter(plan, row.base().step(), now());
    run.note(
        new JobEvent.GenerationStarted(
            generation, gang.nodes(members), row.base().step(), run.now()));
    running(row.base().step());
  }

  void running(long step) {
    run.note(
        JobState.RUNNING,
        "Generation %d with %d workers from step %d".formatted(generation, members.size(), step));
  }

  void committed(GenerationStep step) {
    tracker.committed(step.step(), now());
  }

  void measured(WorkerProtocol.StepMeasured step) {
    tracker.measured(step.lossSum(), step.samples());
  }

  void progress() {
    JobProgress now = tracker.progress();
    if (!members.isEmpty() && !now.equals(told)) {
      told = now;
      run.note(now);
    }
  }

  /** Whether the job has heard of that checkpoint from here. */
  boolean isTold(Stored published) {
    return newest != null && newest.step() == published.step();
  }

  void published(Checkpoint checkpoint) {
    if (newest == null || checkpoint.step() > newest.step()) {
      newest = checkpoint;
      run.note(new JobEvent.CheckpointTaken(newest, run.now()));
    }
  }

  private Instant now() {
    return monotonic.instant();
  }
}
