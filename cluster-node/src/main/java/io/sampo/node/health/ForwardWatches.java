package io.sampo.node.health;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Watches every forward on the threads of one device. Watches may be opened from any thread; one
 * thread checks, again and again, and it must be none of those that compute. It neither waits nor
 * takes a lock.
 */
public final class ForwardWatches {
  /** Checks that are so many intervals apart show that the process itself stood still. */
  private static final int STANDSTILL = 3;

  private final StuckSettings settings;
  private final Duration firstReference;
  private final LongSupplier nanoClock;
  private final List<ForwardWatch> watches = new CopyOnWriteArrayList<>();
  private long checkedAt;
  private long countedFrom;

  /**
   * @param firstReference stands in for what is usual for a model until that is known
   * @param nanoClock as {@link System#nanoTime}
   */
  public ForwardWatches(StuckSettings settings, Duration firstReference, LongSupplier nanoClock) {
    this.settings = requireNonNull(settings, "settings is null");
    this.firstReference = requireNonNull(firstReference, "firstReference is null");
    this.nanoClock = requireNonNull(nanoClock, "nanoClock is null");
    this.checkedAt = nanoClock.getAsLong();
    this.countedFrom = checkedAt;
  }

  public ForwardWatch open(ReplicaId replica, int forwardsAtOnce) {
    ForwardWatch watch =
        new ForwardWatch(replica, forwardsAtOnce, settings, firstReference, nanoClock);
    watches.add(watch);
    return watch;
  }

  /** The model with every forward under the watch, which ends with the model. */
  public static LoadedModel watched(LoadedModel model, ForwardWatch watch) {
    return new WatchedModel(model, watch);
  }

  /** The time by which all is measured. */
  public long nanoTime() {
    return nanoClock.getAsLong();
  }

  /**
   * The most overdue of all forwards, if one is overdue. Time in which this was not called although
   * it should have been is held against no forward: the process was stopped, or its machine slept.
   *
   * @param interval how often this is called
   */
  public Optional<OverdueForward> check(Duration interval) {
    long now = nanoClock.getAsLong();
    if (now - checkedAt > STANDSTILL * interval.toNanos()) {
      countedFrom = now;
    }
    checkedAt = now;
    watches.removeIf(ForwardWatch::isOver);
    Optional<OverdueForward> worst = Optional.empty();
    for (ForwardWatch watch : watches) {
      Optional<OverdueForward> overdue = watch.overdue(now, countedFrom);
      if (worst.isEmpty() || overdue.isPresent() && isWorse(overdue.get(), worst.get())) {
        worst = overdue;
      }
    }
    return worst;
  }

  private static boolean isWorse(OverdueForward one, OverdueForward other) {
    return one.running().compareTo(other.running()) > 0;
  }
}
