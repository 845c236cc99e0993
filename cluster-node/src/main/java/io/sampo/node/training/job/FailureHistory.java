package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.FailureBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When gangs of a job failed, the oldest first. Keeps the newest few, which is enough for every
 * {@link FailureBudget}. Immutable.
 */
record FailureHistory(List<Instant> failures) {
  static final int KEPT = FailureBudget.LARGEST_MAXIMUM + 1;
  static final FailureHistory NONE = new FailureHistory(List.of());

  FailureHistory {
    failures = List.copyOf(failures);
  }

  FailureHistory plus(Instant failure) {
    requireNonNull(failure, "failure is null");
    List<Instant> all = new ArrayList<>(failures);
    all.add(failure);
    return new FailureHistory(all.subList(Math.max(0, all.size() - KEPT), all.size()));
  }

  /** How many there were in that time before now; one that is exactly as old is forgiven. */
  long within(Duration window, Instant now) {
    Instant forgiven = now.minus(window);
    return failures.stream().filter(failure -> failure.isAfter(forgiven)).count();
  }

  boolean exceeds(FailureBudget budget, Instant now) {
    return within(budget.window(), now) > budget.maximum();
  }
}
