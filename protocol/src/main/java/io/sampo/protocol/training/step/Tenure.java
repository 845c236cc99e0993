package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Who holds a generation, and how others can tell that it still does.
 *
 * @param coordinator who wrote this generation and alone may commit in it
 * @param renewals grows with every write; where it stands still for a lease, nobody commits
 * @param lease how long the coordinator may commit, counted from before it sent a renewal
 * @param writeId the attempt that wrote the row
 */
public record Tenure(
    CoordinatorIncarnation coordinator, long renewals, Duration lease, WriteId writeId) {
  public Tenure {
    requireNonNull(coordinator, "coordinator is null");
    requireNonNull(lease, "lease is null");
    requireNonNull(writeId, "writeId is null");
  }

  /** One write later. */
  public Tenure renewed(WriteId attempt) {
    return new Tenure(coordinator, renewals + 1, lease, attempt);
  }

  /** The same write under the name of another attempt. */
  public Tenure attemptedAs(WriteId attempt) {
    return new Tenure(coordinator, renewals, lease, attempt);
  }
}
