package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds models whose replicas no owner has claimed for long. It counts the ticks of the device and
 * no clock: a process that stood still, or whose clock was set, has not been deserted. Not
 * thread-safe.
 */
final class OrphanWatch {

  /**
   * What one tick has found; each is found once.
   *
   * @param reminded models whose owners are to be told again of their replicas
   * @param orphaned models whose replicas nobody wants
   */
  record Found(Set<ModelName> reminded, Set<ModelName> orphaned) {
    Found {
      reminded = Set.copyOf(reminded);
      orphaned = Set.copyOf(orphaned);
    }
  }

  private final OrphanSettings settings;
  private final Map<ModelName, Duration> unclaimed = new HashMap<>();

  OrphanWatch(OrphanSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** Its owner has spoken. */
  void claimed(ModelName model) {
    unclaimed.remove(model);
  }

  /**
   * Time has passed.
   *
   * @param held the models that have replicas here
   * @param ownersReachable whether anybody could have claimed; if not, all waiting begins anew
   */
  Found tick(Duration elapsed, Set<ModelName> held, boolean ownersReachable) {
    unclaimed.keySet().retainAll(held);
    if (!ownersReachable) {
      unclaimed.clear();
      return new Found(Set.of(), Set.of());
    }
    Set<ModelName> reminded = new HashSet<>();
    Set<ModelName> orphaned = new HashSet<>();
    Duration drainAt = settings.remindAfter().plus(settings.drainAfter());
    for (ModelName model : held) {
      Duration before = unclaimed.getOrDefault(model, Duration.ZERO);
      Duration now = before.plus(elapsed);
      unclaimed.put(model, now);
      if (reaches(drainAt, before, now)) {
        orphaned.add(model);
      } else if (reaches(settings.remindAfter(), before, now)) {
        reminded.add(model);
      }
    }
    return new Found(reminded, orphaned);
  }

  private static boolean reaches(Duration limit, Duration before, Duration now) {
    return before.compareTo(limit) < 0 && now.compareTo(limit) >= 0;
  }
}
