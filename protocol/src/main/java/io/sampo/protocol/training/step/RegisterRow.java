package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import java.util.HashSet;
import java.util.List;

/**
 * The one row of a job in the generation register: the only authority on who may commit. Changed by
 * compare-and-set on (generation, write id) only.
 *
 * @param members in rank order, without repetition; empty where the coordinator has released the
 *     job, so that nobody holds its state and the next generation begins from the checkpoint
 * @param base the state that all members of this generation start from
 * @param settles how the generation before this one ended
 * @param checkpoint the last complete one
 * @param rollBacks all that the job has made, the oldest first: they say which data it leaves out
 */
public record RegisterRow(
    JobId job,
    long generation,
    List<WorkerIncarnation> members,
    Tenure tenure,
    CommittedStep base,
    Settlement settles,
    Checkpoint checkpoint,
    List<RollBack> rollBacks) {
  public RegisterRow {
    requireNonNull(job, "job is null");
    members = List.copyOf(members);
    requireNonNull(tenure, "tenure is null");
    requireNonNull(base, "base is null");
    requireNonNull(settles, "settles is null");
    requireNonNull(checkpoint, "checkpoint is null");
    rollBacks = List.copyOf(rollBacks);
    if (generation < 1) {
      throw new IllegalArgumentException(
          "Expected a generation of 1 or more, but was [" + generation + "]");
    }
    if (new HashSet<>(members).size() != members.size()) {
      throw new IllegalArgumentException("Expected members to differ, but was " + members);
    }
  }

  /** The row of a job that has never rolled back. */
  public RegisterRow(
      JobId job,
      long generation,
      List<WorkerIncarnation> members,
      Tenure tenure,
      CommittedStep base,
      Settlement settles,
      Checkpoint checkpoint) {
    this(job, generation, members, tenure, base, settles, checkpoint, List.of());
  }

  /** Whether the coordinator has given the job back: nobody is left to ask or to wait for. */
  public boolean isReleased() {
    return members.isEmpty();
  }

  public boolean hasMember(WorkerIncarnation worker) {
    return members.contains(worker);
  }

  public CoordinatorIncarnation coordinator() {
    return tenure.coordinator();
  }

  public WriteId writeId() {
    return tenure.writeId();
  }

  /** This row, written once more by its coordinator, to show that it lives. */
  public RegisterRow renewed(WriteId attempt) {
    return with(tenure.renewed(attempt), checkpoint);
  }

  /** This row, written once more with a newer checkpoint. */
  public RegisterRow withCheckpoint(WriteId attempt, Checkpoint newer) {
    return with(tenure.renewed(attempt), newer);
  }

  /** The same content under the name of another attempt. */
  public RegisterRow attemptedAs(WriteId attempt) {
    return with(tenure.attemptedAs(attempt), checkpoint);
  }

  private RegisterRow with(Tenure other, Checkpoint last) {
    return new RegisterRow(job, generation, members, other, base, settles, last, rollBacks);
  }
}
