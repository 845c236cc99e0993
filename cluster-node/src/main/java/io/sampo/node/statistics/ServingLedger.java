package io.sampo.node.statistics;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.StatisticsKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * What the replicas of a node have counted and nobody has published yet. Belongs to the process and
 * not to a replica, so that the death of one takes nothing along. Thread-safe.
 */
public final class ServingLedger implements Extension {

  private static final Id ID = new Id();

  private static final class Id extends ExtensionId<ServingLedger> {
    @Override
    public ServingLedger createExtension(ActorSystem<?> system) {
      return new ServingLedger();
    }
  }

  private final ConcurrentMap<StatisticsKey, AtomicLong> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<ModelVersion, AtomicLong> lastInferences = new ConcurrentHashMap<>();

  /** The ledger of this node. */
  public static ServingLedger get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** One counter, to be kept by whoever counts often. */
  public AtomicLong counter(StatisticsKey key) {
    return counters.computeIfAbsent(key, absent -> new AtomicLong());
  }

  /** The time of the last inference in milliseconds since the epoch, to be kept likewise. */
  public AtomicLong lastInference(ModelVersion version) {
    return lastInferences.computeIfAbsent(version, absent -> new AtomicLong());
  }

  /** Takes what was counted since the last time. */
  public Map<StatisticsKey, Long> drainCounters() {
    return drain(counters);
  }

  /** Takes the times that have changed since the last time. */
  public Map<ModelVersion, Long> drainLastInferences() {
    return drain(lastInferences);
  }

  private static <K> Map<K, Long> drain(Map<K, AtomicLong> values) {
    Map<K, Long> drained = new HashMap<>();
    values.forEach(
        (key, value) -> {
          long taken = value.getAndSet(0);
          if (taken != 0) {
            drained.put(key, taken);
          }
        });
    return drained;
  }
}
