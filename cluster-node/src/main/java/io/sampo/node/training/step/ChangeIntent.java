package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.CommittedStep;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Why a generation is ended, as far as it shapes the next one.
 *
 * @param mustRetreat the coordinator of the generation has seen different digests for the open step
 *     and therefore knows that it sent no commit
 * @param without members that the next generation does without, unless nobody else is left
 * @param joiners workers that hold the full state of that step
 */
record ChangeIntent(
    boolean mustRetreat,
    Set<WorkerIncarnation> without,
    Map<WorkerIncarnation, CommittedStep> joiners) {

  /** Somebody may be gone; nothing else is wanted. */
  static final ChangeIntent REPAIR = new ChangeIntent(false, Set.of(), Map.of());

  ChangeIntent {
    without = Set.copyOf(without);
    joiners = Map.copyOf(joiners);
  }

  static ChangeIntent retreatWithout(Collection<WorkerIncarnation> oddOnes) {
    return new ChangeIntent(true, Set.copyOf(oddOnes), Map.of());
  }

  boolean keeps(WorkerIncarnation member) {
    return !without.contains(member);
  }
}
