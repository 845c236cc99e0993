package io.sampo.http.catalog;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.StatisticsKey;
import java.util.Map;

/**
 * What the cluster has counted of a model's versions.
 *
 * @param counters those that are not zero
 * @param lastInferences in milliseconds since the epoch
 */
public record ModelTotals(
    Map<StatisticsKey, Long> counters, Map<ModelVersion, Long> lastInferences) {

  public static final ModelTotals NONE = new ModelTotals(Map.of(), Map.of());

  public ModelTotals {
    counters = Map.copyOf(counters);
    lastInferences = Map.copyOf(lastInferences);
  }
}
