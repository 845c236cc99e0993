package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ServingCounter;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the cluster has counted of one model version, since it was first served.
 *
 * @param totals of all forwards; those that are missing are zero
 * @param batches of forwards by the number of their items; likewise
 * @param lastInferenceMillis since the epoch; 0 for never
 */
public record VersionStatistics(
    ModelVersion version,
    Map<ServingCounter, Long> totals,
    SortedMap<Integer, Map<ServingCounter, Long>> batches,
    long lastInferenceMillis) {

  public VersionStatistics {
    requireNonNull(version, "version is null");
    totals = Map.copyOf(totals);
    batches = Collections.unmodifiableSortedMap(new TreeMap<>(batches));
  }

  public long total(ServingCounter counter) {
    return totals.getOrDefault(counter, 0L);
  }

  boolean isEmpty() {
    return totals.isEmpty();
  }
}
