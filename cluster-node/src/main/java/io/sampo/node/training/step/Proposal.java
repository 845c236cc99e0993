package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Tenure;
import io.sampo.protocol.training.step.WriteId;
import java.util.List;
import java.util.Optional;

/** A generation that a coordinator wants to open, before it is a row. */
record Proposal(
    long generation, List<WorkerIncarnation> members, CommittedStep base, Settlement settles) {
  Proposal {
    members = List.copyOf(members);
  }

  /** The first generation of a job, or the one after nobody was left to ask. */
  static Proposal restored(Optional<RegisterRow> current, List<WorkerIncarnation> workers) {
    long step = checkpointOf(current).step();
    return new Proposal(
        current.map(RegisterRow::generation).orElse(0L) + 1,
        workers,
        new CommittedStep(step, Digest.START),
        new Settlement.Restored());
  }

  boolean isRestored() {
    return settles instanceof Settlement.Restored;
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
      return new RegisterRow(context.job(), generation, members, tenure, base, settles, kept);
    }
    Checkpoint begin = context.readable(kept);
    CommittedStep restored = new CommittedStep(begin.step(), Digest.START);
    return new RegisterRow(context.job(), generation, members, tenure, restored, settles, begin);
  }

  private static Checkpoint checkpointOf(Optional<RegisterRow> current) {
    return current.map(RegisterRow::checkpoint).orElseGet(Checkpoint.Initial::new);
  }
}
