package io.sampo.node.health;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * The forwards of one replica that run now, and what they usually take. A forward pays for it with
 * two looks at the clock and a few writes to memory: no lock, nothing allocated. Thread-safe.
 */
public final class ForwardWatch {
  private static final long FREE = Long.MIN_VALUE;

  private final ReplicaId replica;
  private final StuckSettings settings;
  private final Duration firstReference;
  private final LongSupplier nanoClock;
  private final ForwardDurations durations = new ForwardDurations();

  /** When the forward of each place began; as many places as forwards may run at once. */
  private final AtomicLongArray begun;

  private volatile long succeeded;
  private volatile boolean closed;

  /**
   * @param firstReference stands in for what is usual until that is known
   * @param nanoClock as {@link System#nanoTime}
   */
  ForwardWatch(
      ReplicaId replica,
      int forwardsAtOnce,
      StuckSettings settings,
      Duration firstReference,
      LongSupplier nanoClock) {
    this.replica = requireNonNull(replica, "replica is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.firstReference = requireNonNull(firstReference, "firstReference is null");
    this.nanoClock = requireNonNull(nanoClock, "nanoClock is null");
    this.begun = new AtomicLongArray(forwardsAtOnce);
    for (int place = 0; place < forwardsAtOnce; place++) {
      begun.set(place, FREE);
    }
    this.succeeded = nanoClock.getAsLong();
  }

  /**
   * A forward begins on this thread.
   *
   * @return its place, for {@link #end}
   */
  int begin() {
    long now = Math.max(nanoClock.getAsLong(), FREE + 1);
    for (int place = 0; place < begun.length(); place++) {
      if (begun.get(place) == FREE && begun.compareAndSet(place, FREE, now)) {
        return place;
      }
    }
    throw new IllegalStateException(
        "Expected at most %d forwards of [%s] at once, but one more began"
            .formatted(begun.length(), replica));
  }

  void end(int place, boolean success) {
    if (success) {
      long now = nanoClock.getAsLong();
      durations.record(now - begun.get(place));
      succeeded = now;
    }
    begun.setRelease(place, FREE);
  }

  /** When a forward last succeeded, or when the watch was opened if none has. */
  public long succeededNanos() {
    return succeeded;
  }

  public boolean isRunning() {
    for (int place = 0; place < begun.length(); place++) {
      if (begun.get(place) != FREE) {
        return true;
      }
    }
    return false;
  }

  /** No forward begins any more; those that run are still watched. */
  void close() {
    closed = true;
  }

  boolean isOver() {
    return closed && !isRunning();
  }

  /**
   * The longest running forward, if it is overdue.
   *
   * @param earliest a forward that began before is taken to have begun then
   */
  Optional<OverdueForward> overdue(long now, long earliest) {
    long running = 0;
    for (int place = 0; place < begun.length(); place++) {
      long began = begun.get(place);
      if (began != FREE) {
        running = Math.max(running, Math.min(now - began, now - earliest));
      }
    }
    // What is usual costs a little to find, so only what is under suspicion is compared with it.
    if (running <= settings.after().toNanos()) {
      return Optional.empty();
    }
    long limit = Math.max(settings.after().toNanos(), settings.factor() * usual());
    return running > limit
        ? Optional.of(
            new OverdueForward(replica, Duration.ofNanos(running), Duration.ofNanos(limit)))
        : Optional.empty();
  }

  private long usual() {
    long usual = durations.percentile99();
    boolean known = durations.recorded() >= settings.knownAfter();
    return known ? usual : Math.max(usual, firstReference.toNanos());
  }
}
