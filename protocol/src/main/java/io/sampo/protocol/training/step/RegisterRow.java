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
 * @param members in rank order, without repetition
 * @param base the state that all members of this generation start from
 * @param settles how the generation before this one ended
 * @param checkpoint the last complete one
 */
public record RegisterRow(
    JobId job,
    long generation,
    List<WorkerIncarnation> members,
    Tenure tenure,
    CommittedStep base,
    Settlement settles,
    Checkpoint checkpoint) {
  public RegisterRow {
    requireNonNull(job, "job is null");
    members = List.copyOf(members);
    requireNonNull(tenure, "tenure is null");
    requireNonNull(base, "base is null");
    requireNonNull(settles, "settles is null");
    requireNonNull(checkpoint, "checkpoint is null");
    if (generation < 1 || members.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a generation of 1 or more with members, but was [%d] with %s"
              .formatted(generation, members));
    }
    if (new HashSet<>(members).size() != members.size()) {
      throw new IllegalArgumentException("Expected members to differ, but was " + members);
    }
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
    return new RegisterRow(job, generation, members, other, base, settles, last);
  }
}
