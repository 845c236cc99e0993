package io.sampo.http.catalog;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.StatisticsKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.PNCounterMap;
import org.apache.pekko.cluster.ddata.ReplicatedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;

/**
 * Reads this node's copy of the sums in distributed data, each time anew: they are rarely asked.
 */
public final class ReplicatedStatistics implements ServingStatistics {

  /** The replicator of this node answers from its memory. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorSystem<?> system;

  public ReplicatedStatistics(ActorSystem<?> system) {
    this.system = requireNonNull(system, "system is null");
  }

  @Override
  public CompletionStage<ModelTotals> totals(ModelName model) {
    return read(CatalogKeys.statistics(model.value()))
        .thenCombine(
            read(CatalogKeys.lastInferences(model.value())),
            (counters, times) ->
                new ModelTotals(
                    counters.map(map -> counters(model, map)).orElse(Map.of()),
                    times.map(map -> times(model, map)).orElse(Map.of())));
  }

  private <D extends ReplicatedData> CompletionStage<Optional<D>> read(Key<D> key) {
    CompletionStage<Replicator.GetResponse<D>> answer =
        AskPattern.ask(
            DistributedData.get(system).replicator(),
            replyTo -> new Replicator.Get<>(key, Replicator.readLocal(), replyTo),
            PATIENCE,
            system.scheduler());
    return answer.thenApply(
        response ->
            response instanceof Replicator.GetSuccess<D> success
                ? Optional.of(success.get(key))
                : Optional.empty());
  }

  private static Map<StatisticsKey, Long> counters(ModelName model, PNCounterMap<String> sums) {
    Map<StatisticsKey, Long> counters = new HashMap<>();
    for (Map.Entry<String, BigInteger> entry : sums.getEntries().entrySet()) {
      StatisticsKey.parse(entry.getKey())
          .filter(key -> key.version().model().equals(model))
          .ifPresent(key -> counters.put(key, entry.getValue().longValue()));
    }
    return counters;
  }

  private static Map<ModelVersion, Long> times(ModelName model, LWWMap<String, Long> all) {
    Map<ModelVersion, Long> times = new HashMap<>();
    String prefix = model.value() + "/";
    for (Map.Entry<String, Long> entry : all.getEntries().entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        times.put(
            ModelVersion.of(model.value(), entry.getKey().substring(prefix.length())),
            entry.getValue());
      }
    }
    return times;
  }
}
