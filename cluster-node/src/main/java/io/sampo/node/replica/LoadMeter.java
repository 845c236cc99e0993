package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaLoad;
import java.time.Duration;
import java.util.Optional;

/**
 * How busy a replica was since its last report: what its owner scales by and its device evicts by.
 * Thread-safe; times are nanoseconds of {@link System#nanoTime}.
 */
final class LoadMeter {
  private final ReplicaId replica;
  private long requests;
  private long refused;
  private long begun;
  private long queueNanos;
  private int waiting;
  private int running;
  private long usedAt;
  private boolean busyAtLastReport;

  LoadMeter(ReplicaId replica, long now) {
    this.replica = requireNonNull(replica, "replica is null");
    this.usedAt = now;
  }

  synchronized void arrived(long now) {
    requests++;
    usedAt = now;
  }

  synchronized void refusedForLength() {
    refused++;
  }

  synchronized void waiting(int length) {
    waiting = length;
  }

  /**
   * Requests have left the queue for the device.
   *
   * @param nanos how long they waited, added up
   */
  synchronized void began(int count, long nanos) {
    begun += count;
    queueNanos += nanos;
    running += count;
  }

  synchronized void ended(int count, long now) {
    running -= count;
    usedAt = now;
  }

  /** The load since the last report; empty if there was none, then and now. */
  synchronized Optional<ReplicaLoad> report(long now) {
    boolean busy = requests > 0 || waiting > 0 || running > 0;
    boolean worthTelling = busy || busyAtLastReport;
    busyAtLastReport = busy;
    if (!worthTelling) {
      return Optional.empty();
    }
    boolean inUse = waiting > 0 || running > 0;
    ReplicaLoad load =
        new ReplicaLoad(
            replica,
            requests,
            refused,
            waiting,
            running,
            Duration.ofNanos(begun == 0 ? 0 : queueNanos / begun),
            inUse ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - usedAt)));
    requests = 0;
    refused = 0;
    begun = 0;
    queueNanos = 0;
    return Optional.of(load);
  }
}
