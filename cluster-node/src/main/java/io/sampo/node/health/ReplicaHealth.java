package io.sampo.node.health;

import static java.util.Objects.requireNonNull;

/**
 * When a ready replica has to prove that it is ready: when nobody has seen it succeed for a while,
 * but not again and again. Times are nanoseconds of one clock. Plain; not thread-safe.
 */
public final class ReplicaHealth {
  private final HealthSettings settings;
  private boolean probed;
  private long probedAt;

  public ReplicaHealth(HealthSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * How long until a probe is due; 0 or less if it is due now.
   *
   * @param succeededAt when a forward last succeeded, be it a probe or a request
   */
  public long nanosUntilProbe(long now, long succeededAt) {
    long untilOld = settings.successAge().toNanos() - (now - succeededAt);
    long untilNext = probed ? settings.probeInterval().toNanos() - (now - probedAt) : 0;
    return Math.max(untilOld, untilNext);
  }

  /** A probe is on its way. */
  public void probing(long now) {
    probed = true;
    probedAt = now;
  }
}
