package io.sampo.node.training.step;

import io.sampo.node.training.register.Expected;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.WriteId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * One write of the register until it is decided. An attempt of unknown outcome may still land at
 * any later time, so reading the row again does not help; instead the same content is written once
 * more under the same expectation and a new write id. At most one of all these attempts can land,
 * and the first one that gets an answer decides for all.
 */
final class FencedWrite {

  /** What became of the write. */
  sealed interface Result {

    /** Not decided yet, or the event was about something else. */
    record Pending() implements Result {}

    /** The register holds, or has held, this row. */
    record Applied(RegisterRow row) implements Result {}

    /** The register has moved on; none of the attempts is its current row. */
    record Refused(RegisterRow current) implements Result {}

    /** Taken for lost. Cannot happen while {@code UNKNOWN_WRITES_ARE_FENCED} is in force. */
    record BelievedLost() implements Result {}
  }

  private static final Result PENDING = new Result.Pending();

  private final CoordinatorContext context;
  private final Expected expected;
  private final Set<WriteId> attempts = new HashSet<>();
  private final Instant firstSentAt;
  private RegisterRow row;
  private Instant retryAt = Instant.MAX;

  /**
   * Sends the first attempt.
   *
   * @param content makes the row from the write id of an attempt
   */
  FencedWrite(
      CoordinatorContext context,
      Expected expected,
      Function<WriteId, RegisterRow> content,
      Instant now) {
    this.context = context;
    this.expected = expected;
    this.firstSentAt = now;
    WriteId attempt = context.nextAttempt();
    this.row = content.apply(attempt);
    send(attempt);
  }

  /** A lease that this write renews counts from here. */
  Instant firstSentAt() {
    return firstSentAt;
  }

  /** The row of the latest attempt. */
  RegisterRow row() {
    return row;
  }

  Result on(CoordinatorEvent event, Instant now) {
    if (event instanceof CoordinatorEvent.WriteApplied applied
        && attempts.contains(applied.attempt())) {
      return new Result.Applied(row.attemptedAs(applied.attempt()));
    }
    if (event instanceof CoordinatorEvent.WriteRefused refused
        && attempts.contains(refused.attempt())) {
      return decide(refused.current());
    }
    if (event instanceof CoordinatorEvent.WriteUnknown unknown
        && attempts.contains(unknown.attempt())) {
      retryAt = now.plus(context.settings().lease().retryAfter());
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(retryAt)) {
      retry();
    }
    if (!context.hold(StepRules.Clause.UNKNOWN_WRITES_ARE_FENCED)
        && event instanceof CoordinatorEvent.RowRead read) {
      return attempts.contains(read.row().writeId())
          ? new Result.Applied(read.row())
          : new Result.BelievedLost();
    }
    return PENDING;
  }

  private Result decide(RegisterRow current) {
    return attempts.contains(current.writeId())
        ? new Result.Applied(current)
        : new Result.Refused(current);
  }

  private void retry() {
    retryAt = Instant.MAX;
    if (context.hold(StepRules.Clause.UNKNOWN_WRITES_ARE_FENCED)) {
      WriteId attempt = context.nextAttempt();
      row = row.attemptedAs(attempt);
      send(attempt);
      return;
    }
    context.act(new CoordinatorAction.ReadRow());
  }

  private void send(WriteId attempt) {
    attempts.add(attempt);
    context.act(new CoordinatorAction.CompareAndSet(expected, row));
  }
}
