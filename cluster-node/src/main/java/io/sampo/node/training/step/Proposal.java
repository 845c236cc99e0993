package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.RollBack;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Tenure;
import io.sampo.protocol.training.step.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A generation that a coordinator wants to open, before it is a row.
 *
 * @param anomaly of the open step of the generation before: what it is rolled back because of, or
 *     settled as skipped
 */
record Proposal(
    long generation,
    List<WorkerIncarnation> members,
    CommittedStep base,
    Settlement settles,
    Optional<Anomaly> anomaly) {
  Proposal {
    members = List.copyOf(members);
  }

  /** The first generation of a job, or the one after nobody was left to ask. */
  static Proposal restored(Optional<RegisterRow> current, List<WorkerIncarnation> workers) {
    return restored(current, workers, Optional.empty());
  }

  /** Back to the checkpoint, and around the data of that anomaly if there is one. */
  static Proposal restored(
      Optional<RegisterRow> current,
      List<WorkerIncarnation> workers,
      Optional<Anomaly> rolledBack) {
    long step = checkpointOf(current).step();
    return new Proposal(
        current.map(RegisterRow::generation).orElse(0L) + 1,
        workers,
        new CommittedStep(step, Digest.START),
        new Settlement.Restored(),
        rolledBack);
  }

  boolean isRestored() {
    return settles instanceof Settlement.Restored;
  }

  boolean isRollBack() {
    return isRestored() && anomaly.isPresent();
  }

  /** The anomaly of a step that was settled as skipped. */
  Optional<Anomaly> skipped() {
    return isRestored() ? Optional.empty() : anomaly;
  }

  /**
   * This proposal as a row behind the current one, whose checkpoint it keeps. One that is restored
   * begins from it, or from what can be read instead.
   */
  RegisterRow toRow(CoordinatorContext context, Optional<RegisterRow> current, WriteId attempt) {
    long renewals = current.map(row -> row.tenure().renewals()).orElse(0L) + 1;
    Tenure tenure =
        new Tenure(context.self(), renewals, context.settings().lease().length(), attempt);
    Checkpoint kept = checkpointOf(current);
    if (!isRestored()) {
      return new RegisterRow(
          context.job(), generation, members, tenure, base, settles, kept, madeBefore(current));
    }
    Checkpoint begin = context.readable(kept);
    CommittedStep restored = new CommittedStep(begin.step(), Digest.START);
    return new RegisterRow(
        context.job(),
        generation,
        members,
        tenure,
        restored,
        settles,
        begin,
        rollBacks(current, begin));
  }

  private List<RollBack> rollBacks(Optional<RegisterRow> current, Checkpoint begin) {
    List<RollBack> all = new ArrayList<>(madeBefore(current));
    DataCourse course = DataCourse.of(all);
    anomaly.ifPresent(found -> all.add(course.rollBack(found, begin.step())));
    return all;
  }

  private static List<RollBack> madeBefore(Optional<RegisterRow> current) {
    return current.map(RegisterRow::rollBacks).orElseGet(List::of);
  }

  private static Checkpoint checkpointOf(Optional<RegisterRow> current) {
    return current.map(RegisterRow::checkpoint).orElseGet(Checkpoint.Initial::new);
  }
}
