package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.catalog.ModelTotals;
import io.sampo.http.catalog.ServingStatistics;
import io.sampo.http.routing.VersionChoice;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ServingCounter;
import io.sampo.protocol.serving.StatisticsKey;
import io.sampo.protocol.serving.VersionSummary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The statistics of models, summed over the cluster. Thread-safe. */
public final class ModelStatistics {

  private final Catalog catalog;
  private final TargetResolver resolver;
  private final ServingStatistics statistics;

  ModelStatistics(Catalog catalog, TargetResolver resolver, ServingStatistics statistics) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.resolver = requireNonNull(resolver, "resolver is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
  }

  /** Of all models, by name; as {@link #of} tells of each. */
  public CompletionStage<List<VersionStatistics>> ofAll() {
    CompletionStage<List<VersionStatistics>> all = CompletableFuture.completedFuture(List.of());
    for (ModelSummary model : new TreeMap<>(catalog.current().models()).values()) {
      all = all.thenCombine(of(model), ModelStatistics::joined);
    }
    return all;
  }

  private static List<VersionStatistics> joined(
      List<VersionStatistics> some, List<VersionStatistics> more) {
    List<VersionStatistics> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /**
   * Of one version, or of all that are ready or have ever answered, oldest first.
   *
   * @param version the empty string means those
   * @throws PlatformException if there is no such model or version
   */
  public CompletionStage<List<VersionStatistics>> of(String name, String version) {
    ModelSummary model = resolver.model(name);
    if (version.isEmpty()) {
      return of(model);
    }
    VersionSummary named = resolver.version(model, version);
    return statistics.totals(model.name()).thenApply(totals -> List.of(of(model, named, totals)));
  }

  private CompletionStage<List<VersionStatistics>> of(ModelSummary model) {
    return statistics
        .totals(model.name())
        .thenApply(
            totals -> {
              List<VersionStatistics> versions = new ArrayList<>();
              for (VersionSummary version : model.versions()) {
                VersionStatistics counted = of(model, version, totals);
                if (!counted.isEmpty() || VersionChoice.isReady(model, version)) {
                  versions.add(counted);
                }
              }
              return versions;
            });
  }

  private static VersionStatistics of(
      ModelSummary model, VersionSummary summary, ModelTotals totals) {
    ModelVersion version = TargetResolver.target(model, summary).version();
    Map<ServingCounter, Long> sums = new EnumMap<>(ServingCounter.class);
    SortedMap<Integer, Map<ServingCounter, Long>> batches = new TreeMap<>();
    totals
        .counters()
        .forEach(
            (key, count) -> {
              if (key.version().equals(version)) {
                countersOf(key, sums, batches).put(key.counter(), count);
              }
            });
    return new VersionStatistics(
        version, sums, batches, totals.lastInferences().getOrDefault(version, 0L));
  }

  private static Map<ServingCounter, Long> countersOf(
      StatisticsKey key,
      Map<ServingCounter, Long> sums,
      SortedMap<Integer, Map<ServingCounter, Long>> batches) {
    return key.batchSize() == 0
        ? sums
        : batches.computeIfAbsent(key.batchSize(), size -> new EnumMap<>(ServingCounter.class));
  }
}
