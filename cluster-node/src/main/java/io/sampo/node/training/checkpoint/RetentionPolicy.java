package io.sampo.node.training.checkpoint;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which checkpoints of a job are kept: the newest, those with the best metric, and those that
 * somebody refers to. The newest always is among them, and it is the one that the generation
 * register names: so the only one there is, is never dropped.
 *
 * @param keepLast at least 1
 * @param keepBest of those whose metric is known
 */
public record RetentionPolicy(int keepLast, int keepBest) {
  public RetentionPolicy {
    if (keepLast < 1 || keepBest < 0) {
      throw new IllegalArgumentException(
          "Expected to keep the last 1 or more and the best 0 or more, but were [%d] and [%d]"
              .formatted(keepLast, keepBest));
    }
  }

  /**
   * A complete checkpoint.
   *
   * @param metric of its evaluation, the more the better; empty if there was none
   */
  public record Candidate(long step, OptionalDouble metric) {
    public Candidate {
      requireNonNull(metric, "metric is null");
    }
  }

  /**
   * The steps to drop, from the oldest to the newest.
   *
   * @param referred steps that a promotion or the generation register refers to
   */
  public List<Long> dropped(Collection<Candidate> candidates, Set<Long> referred) {
    Set<Long> kept = new HashSet<>(referred);
    candidates.stream()
        .map(Candidate::step)
        .sorted(Comparator.reverseOrder())
        .limit(keepLast)
        .forEach(kept::add);
    candidates.stream()
        .filter(candidate -> candidate.metric().isPresent())
        .sorted(bestFirst())
        .limit(keepBest)
        .map(Candidate::step)
        .forEach(kept::add);
    return candidates.stream()
        .map(Candidate::step)
        .filter(step -> !kept.contains(step))
        .sorted()
        .toList();
  }

  /** Of equal ones the newer: it has seen more. */
  private static Comparator<Candidate> bestFirst() {
    return Comparator.comparingDouble((Candidate candidate) -> candidate.metric().getAsDouble())
        .thenComparingLong(Candidate::step)
        .reversed();
  }
}
