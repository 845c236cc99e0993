package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The beginning of an owner's life, in which it learns what devices hold already. An owner that
 * starts replicas before it knows which exist would have them twice. Belongs to one {@link
 * ReplicaOwner}; time is always handed in.
 */
final class Adoption {
  /** What is found for so long afterwards was left by a predecessor. */
  private static final Duration INHERITANCE = Duration.ofSeconds(30);

  private final Instant latestEnd;
  private boolean over;

  /**
   * @param latestEnd when devices that have not answered are waited for no longer
   */
  Adoption(Instant latestEnd) {
    this.latestEnd = requireNonNull(latestEnd, "latestEnd is null");
  }

  /** Ends it, for good, if all devices have answered or the time is up. */
  void look(boolean allAnswered, Instant now) {
    over = over || allAnswered || !now.isBefore(latestEnd);
  }

  boolean isOver() {
    return over;
  }

  /** Whether what is found now was left by a predecessor. */
  boolean inherits(Instant now) {
    return now.isBefore(latestEnd.plus(INHERITANCE));
  }
}
