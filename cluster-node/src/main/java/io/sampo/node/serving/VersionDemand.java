package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many replicas one version should have by what is asked of it. More when requests wait longer
 * than their target for a while, in proportion but at most twice as many at a time; fewer, one at a
 * time, when what comes would wait well below the target at one fewer for a longer while; only the
 * minimum when nobody asks. Signals are smoothed, and a number of replicas that has once been too
 * few for some traffic is not tried again for the same traffic: so the answer does not flap.
 *
 * <p>Plain; time is always handed in.
 */
final class VersionDemand {
  /** Loads are told every second; what is older says nothing about now. */
  private static final Duration LOAD_MEMORY = Duration.ofSeconds(5);

  /** Needs are told every second while they last. */
  private static final Duration NEED_MEMORY = Duration.ofSeconds(3);

  /** A version without any replica that nobody has asked for in so long is not started. */
  private static final Duration INTEREST_MEMORY = Duration.ofSeconds(10);

  /** Traffic changes its nature: what was once too much is tried again after this. */
  private static final Duration SATURATION_MEMORY = Duration.ofHours(1);

  private static final double SMOOTHING_SECONDS = 2;

  /** One fewer has to do with this share of the target. */
  private static final double SCALE_DOWN_MARGIN = 0.5;

  /** One fewer may get this share of the traffic that was once too much. */
  private static final double SATURATION_MARGIN = 0.8;

  private record Heard(ReplicaLoad load, Instant at) {}

  private final Map<ReplicaId, Heard> loads = new LinkedHashMap<>();
  private final SmoothedLoad smoothed = new SmoothedLoad(SMOOTHING_SECONDS);
  private int wanted;
  private Instant lastAsked;
  private Instant lastNeeded = Instant.MIN;
  private Instant aboveSince;
  private Instant roomySince;
  private double saturatedRate = Double.POSITIVE_INFINITY;
  private Instant saturatedAt = Instant.MIN;

  /**
   * @param wanted what to begin with
   */
  VersionDemand(int wanted, Instant now) {
    this.wanted = wanted;
    this.lastAsked = requireNonNull(now, "now is null");
  }

  /** A replica tells how busy it was. */
  void loadReported(ReplicaLoad load, Instant now) {
    loads.put(load.replica(), new Heard(load, now));
    Instant asked = now.minus(load.idle());
    if (asked.isAfter(lastAsked)) {
      lastAsked = asked;
    }
  }

  /** Somebody has requests and finds no replica. */
  void needed(Instant now) {
    lastNeeded = now;
    lastAsked = now;
  }

  /** So many more are there, or come from another version, and are to stay until loads tell. */
  void add(int replicas, Instant now) {
    wanted += replicas;
    lastAsked = now;
  }

  /** A device has taken one away, for others who needed its room more. */
  void evicted() {
    wanted = Math.max(0, wanted - 1);
  }

  /** The wanted replicas as of the last evaluation. */
  int wanted() {
    return wanted;
  }

  /** The loads that count now. */
  List<ReplicaLoad> loads() {
    return loads.values().stream().map(Heard::load).toList();
  }

  /**
   * Decides anew.
   *
   * @param alive the replicas of the version that are ready or on the way to it
   * @param ready those of them that serve
   */
  int evaluate(Scaling scaling, Set<ReplicaId> alive, Set<ReplicaId> ready, Instant now) {
    loads
        .values()
        .removeIf(
            heard ->
                !alive.contains(heard.load().replica()) || isPast(heard.at(), LOAD_MEMORY, now));
    smoothed.add(loads(), scaling.targetQueueTime(), now);
    wanted = Math.max(wanted, scaling.minimumReplicas());
    if (!ready.isEmpty()) {
      lastNeeded = Instant.MIN; // Met; who still finds none says so again.
    }
    if (wanted == 0 && isNeeded(now)) {
      wanted = 1;
    }
    if (!alive.isEmpty() && ready.isEmpty()) {
      lastAsked = now; // Who asked may still wait for it; it is not idle before it serves.
    }
    if (isForgotten(scaling, alive, now)) {
      wanted = scaling.minimumReplicas();
    }
    scaleUp(scaling, ready.size(), now);
    scaleDown(scaling, now);
    wanted = Math.min(wanted, scaling.maximumReplicas());
    return wanted;
  }

  private boolean isNeeded(Instant now) {
    return !isPast(lastNeeded, NEED_MEMORY, now);
  }

  private boolean isForgotten(Scaling scaling, Set<ReplicaId> alive, Instant now) {
    Duration patience = alive.isEmpty() ? INTEREST_MEMORY : scaling.scaleDownDelay();
    return !isNeeded(now) && isPast(lastAsked, patience, now);
  }

  /** Not before the replicas that were wanted last are there and have taken their share. */
  private void scaleUp(Scaling scaling, int ready, Instant now) {
    if (wanted == 0 || ready < wanted) {
      smoothed.forgetQueue();
      aboveSince = null;
      return;
    }
    double overTarget = smoothed.queueSeconds() / seconds(scaling.targetQueueTime());
    if (overTarget <= 1) {
      aboveSince = null;
      return;
    }
    roomySince = null;
    aboveSince = aboveSince == null ? now : aboveSince;
    if (wanted < scaling.maximumReplicas()
        && !now.isBefore(aboveSince.plus(scaling.scaleUpDelay()))) {
      saturatedRate = smoothed.servedPerSecond() / wanted;
      saturatedAt = now;
      wanted = (int) Math.min(2L * wanted, (long) Math.ceil(wanted * overTarget));
      smoothed.forgetQueue();
      aboveSince = null;
    }
  }

  private void scaleDown(Scaling scaling, Instant now) {
    if (wanted <= Math.max(1, scaling.minimumReplicas()) || !fitsOnOneFewer(scaling, now)) {
      roomySince = null;
      return;
    }
    roomySince = roomySince == null ? now : roomySince;
    if (!now.isBefore(roomySince.plus(scaling.scaleDownDelay()))) {
      wanted--;
      roomySince = now;
    }
  }

  private boolean fitsOnOneFewer(Scaling scaling, Instant now) {
    if (isPast(saturatedAt, SATURATION_MEMORY, now)) {
      saturatedRate = Double.POSITIVE_INFINITY;
    }
    double share = wanted / (wanted - 1.0);
    double target = seconds(scaling.targetQueueTime());
    return smoothed.queueSeconds() * share <= target * SCALE_DOWN_MARGIN
        && smoothed.servedPerSecond() / (wanted - 1) <= saturatedRate * SATURATION_MARGIN;
  }

  private static boolean isPast(Instant moment, Duration memory, Instant now) {
    return moment.isBefore(now.minus(memory));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
