package io.sampo.protocol.catalog;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.training.JobSummary;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.PNCounterMap;
import org.apache.pekko.cluster.ddata.PNCounterMapKey;

/**
 * The keys of the catalog in distributed data: sixteen maps for each kind, so that one change
 * gossips a sixteenth. Map keys are the names as strings.
 */
public final class CatalogKeys {
  /** Frozen: nodes that disagree on it would not see each other's entries. */
  public static final int BUCKETS = 16;

  private CatalogKeys() {}

  public static Key<LWWMap<String, ModelSummary>> model(String name) {
    return LWWMapKey.create("model-" + bucket(name));
  }

  public static List<Key<LWWMap<String, ModelSummary>>> models() {
    return IntStream.range(0, BUCKETS)
        .mapToObj(bucket -> LWWMapKey.<String, ModelSummary>create("model-" + bucket))
        .toList();
  }

  public static Key<LWWMap<String, JobSummary>> job(String id) {
    return LWWMapKey.create("job-" + bucket(id));
  }

  public static List<Key<LWWMap<String, JobSummary>>> jobs() {
    return IntStream.range(0, BUCKETS)
        .mapToObj(bucket -> LWWMapKey.<String, JobSummary>create("job-" + bucket))
        .toList();
  }

  public static Key<LWWMap<String, DatasetSummary>> dataset(String name) {
    return LWWMapKey.create("dataset-" + bucket(name));
  }

  public static List<Key<LWWMap<String, DatasetSummary>>> datasets() {
    return IntStream.range(0, BUCKETS)
        .mapToObj(bucket -> LWWMapKey.<String, DatasetSummary>create("dataset-" + bucket))
        .toList();
  }

  /** The device reports of all compute nodes; map keys are node addresses. */
  public static Key<LWWMap<String, DeviceReport>> deviceReports() {
    return LWWMapKey.create("device-reports");
  }

  /**
   * What was counted of models, by {@link io.sampo.protocol.serving.StatisticsKey}. Counters are
   * summed over nodes, those of nodes that are no more included.
   */
  public static Key<PNCounterMap<String>> statistics(String model) {
    return PNCounterMapKey.create("statistics-" + bucket(model));
  }

  /** When a model version last answered, in milliseconds since the epoch, by its name. */
  public static Key<LWWMap<String, Long>> lastInferences(String model) {
    return LWWMapKey.create("last-inference-" + bucket(model));
  }

  private static int bucket(String name) {
    return Math.floorMod(name.hashCode(), BUCKETS);
  }
}
