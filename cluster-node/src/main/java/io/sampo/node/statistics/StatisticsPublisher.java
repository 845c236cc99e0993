package io.sampo.node.statistics;

import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.StatisticsKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.PNCounterMap;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;

/**
 * Adds what this node has counted to the cluster's sums, once in an interval and when it stops. One
 * per compute node. Sums only grow: each node adds to its own part, and the parts of nodes that are
 * gone are kept by the others.
 */
public final class StatisticsPublisher extends AbstractBehavior<StatisticsPublisher.Command> {

  /** Everything this actor understands. */
  public sealed interface Command {}

  private enum Publish implements Command {
    INSTANCE
  }

  private final ServingLedger ledger;
  private final ActorRef<Replicator.Command> replicator;
  private final SelfUniqueAddress self;

  /** Publishes the ledger from now on. */
  public static Behavior<Command> create(ServingLedger ledger, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new StatisticsPublisher(context, timers, ledger, interval)));
  }

  private StatisticsPublisher(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ServingLedger ledger,
      Duration interval) {
    super(context);
    this.ledger = ledger;
    DistributedData data = DistributedData.get(context.getSystem());
    this.replicator = data.replicator();
    this.self = data.selfUniqueAddress();
    timers.startTimerWithFixedDelay(Publish.INSTANCE, interval);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Publish.INSTANCE, this::onPublish)
        .onSignal(PostStop.class, stopped -> onPublish())
        .build();
  }

  private Behavior<Command> onPublish() {
    Map<Key<PNCounterMap<String>>, Map<StatisticsKey, Long>> added = new HashMap<>();
    ledger
        .drainCounters()
        .forEach(
            (key, count) ->
                added
                    .computeIfAbsent(
                        CatalogKeys.statistics(key.version().model().value()),
                        bucket -> new HashMap<>())
                    .put(key, count));
    added.forEach(this::add);
    ledger.drainLastInferences().forEach(this::tellTime);
    return this;
  }

  private void add(Key<PNCounterMap<String>> bucket, Map<StatisticsKey, Long> counts) {
    replicator.tell(
        new Replicator.Update<>(
            bucket,
            PNCounterMap.create(),
            Replicator.writeLocal(),
            getContext().getSystem().ignoreRef(),
            map -> {
              PNCounterMap<String> sums = map;
              for (Map.Entry<StatisticsKey, Long> count : counts.entrySet()) {
                sums = sums.increment(self, count.getKey().toString(), count.getValue());
              }
              return sums;
            }));
  }

  /** The latest time wins, whoever writes it. */
  private void tellTime(ModelVersion version, long millis) {
    replicator.tell(
        new Replicator.Update<>(
            CatalogKeys.lastInferences(version.model().value()),
            LWWMap.empty(),
            Replicator.writeLocal(),
            getContext().getSystem().ignoreRef(),
            map -> map.put(self, version.toString(), millis, (previous, value) -> value)));
  }
}
