package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.CommittedStep;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a generation is ended, as far as it shapes the next one.
 *
 * @param verdict what the coordinator of the generation knows about its open step
 * @param without members that the next generation does without, unless nobody else is left
 * @param joiners workers that hold the full state of that step
 * @param rolledBack the anomaly because of which the job goes back to its checkpoint
 */
record ChangeIntent(
    Verdict verdict,
    Set<WorkerIncarnation> without,
    Map<WorkerIncarnation, CommittedStep> joiners,
    Optional<Anomaly> rolledBack) {

  /** Who decides about the open step. */
  enum Verdict {
    /** The answers of the members, by the rules. */
    BY_ANSWERS,
    /** Votes differed, so no commit was sent: retreat. */
    RETREAT,
    /**
     * Back to the checkpoint: votes differed again and nobody can say whose state is right, or all
     * members voted for going back.
     */
    RESTORE
  }

  ChangeIntent {
    without = Set.copyOf(without);
    // A copy that keeps their order, which is the order of the next generation's ranks.
    joiners = Collections.unmodifiableMap(new LinkedHashMap<>(joiners));
  }

  /** Somebody may be gone; nothing else is wanted. */
  static ChangeIntent repair(Verdict verdict) {
    return new ChangeIntent(verdict, Set.of(), Map.of(), Optional.empty());
  }

  /** All members found that anomaly, and the job is to go back and around it. */
  static ChangeIntent rollBack(Anomaly anomaly, Set<WorkerIncarnation> without) {
    return new ChangeIntent(Verdict.RESTORE, without, Map.of(), Optional.of(anomaly));
  }

  boolean keeps(WorkerIncarnation member) {
    return !without.contains(member);
  }
}
