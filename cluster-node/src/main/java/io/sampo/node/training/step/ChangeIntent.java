package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.CommittedStep;
import java.util.Map;
import java.util.Set;

/**
 * Why a generation is ended, as far as it shapes the next one.
 *
 * @param verdict what the coordinator of the generation knows about its open step
 * @param without members that the next generation does without, unless nobody else is left
 * @param joiners workers that hold the full state of that step
 */
record ChangeIntent(
    Verdict verdict,
    Set<WorkerIncarnation> without,
    Map<WorkerIncarnation, CommittedStep> joiners) {

  /** Who decides about the open step. */
  enum Verdict {
    /** The answers of the members, by the rules. */
    BY_ANSWERS,
    /** Votes differed, so no commit was sent: retreat. */
    RETREAT,
    /** Votes differed again and nobody can say whose state is right: back to the checkpoint. */
    RESTORE
  }

  ChangeIntent {
    without = Set.copyOf(without);
    joiners = Map.copyOf(joiners);
  }

  /** Somebody may be gone; nothing else is wanted. */
  static ChangeIntent repair(Verdict verdict) {
    return new ChangeIntent(verdict, Set.of(), Map.of());
  }

  boolean keeps(WorkerIncarnation member) {
    return !without.contains(member);
  }
}
