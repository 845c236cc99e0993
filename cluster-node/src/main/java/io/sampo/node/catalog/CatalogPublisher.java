package io.sampo.node.catalog;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWRegister;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;

/**
 * Writes one entity's summary into the replicated catalog. Only the entity itself writes its entry,
 * so the last writer is the entity's present incarnation; the clock begins at its journal sequence
 * number, so that what a predecessor on another node wrote before its last event never wins. Writes
 * are local and not acknowledged: gossip does the rest.
 *
 * @param <S> the summary
 */
public final class CatalogPublisher<S> {
  /**
   * Room for a million changes that were not journalled (progress, replicas) between two events.
   */
  private static final int CLOCK_SHIFT = 20;

  private static final Duration WRITE_LIMIT = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final Key<LWWMap<String, S>> key;
  private final String name;
  private final Replicator.WriteConsistency reach;

  private CatalogPublisher(
      ActorSystem<?> system,
      Key<LWWMap<String, S>> key,
      String name,
      Replicator.WriteConsistency reach) {
    this.system = requireNonNull(system, "system is null");
    this.key = requireNonNull(key, "key is null");
    this.name = requireNonNull(name, "name is null");
    this.reach = reach;
  }

  /**
   * For what people wait for: every node is told at once, and gossip reaches those who missed it.
   */
  public static <S> CatalogPublisher<S> toAllAtOnce(
      ActorSystem<?> system, Key<LWWMap<String, S>> key, String name) {
    return new CatalogPublisher<>(system, key, name, new Replicator.WriteAll(WRITE_LIMIT));
  }

  /** For what changes all the time: gossip alone, which grows slower with the cluster. */
  public static <S> CatalogPublisher<S> byGossip(
      ActorSystem<?> system, Key<LWWMap<String, S>> key, String name) {
    return new CatalogPublisher<>(system, key, name, Replicator.writeLocal());
  }

  /**
   * Replaces the entry.
   *
   * @param sequenceNumber of the last event in the entity's journal
   */
  public void publish(S summary, long sequenceNumber) {
    requireNonNull(summary, "summary is null");
    DistributedData data = DistributedData.get(system);
    SelfUniqueAddress self = data.selfUniqueAddress();
    data.replicator()
        .tell(
            new Replicator.Update<>(
                key,
                LWWMap.empty(),
                reach,
                system.ignoreRef(),
                map -> map.put(self, name, summary, clock(sequenceNumber))));
  }

  /** Takes the entry off the catalog. */
  public void remove() {
    DistributedData data = DistributedData.get(system);
    SelfUniqueAddress self = data.selfUniqueAddress();
    data.replicator()
        .tell(
            new Replicator.Update<>(
                key, LWWMap.empty(), reach, system.ignoreRef(), map -> map.remove(self, name)));
  }

  static <S> LWWRegister.Clock<S> clock(long sequenceNumber) {
    return (previous, summary) -> Math.max(previous + 1, sequenceNumber << CLOCK_SHIFT);
  }
}
