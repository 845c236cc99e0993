package io.sampo.http.catalog;

import io.sampo.protocol.id.ModelName;
import java.util.concurrent.CompletionStage;

/** Where frontends read what replicas have counted. Thread-safe. */
@FunctionalInterface
public interface ServingStatistics {

  /** The sums of the cluster, as far as this node has heard of them. */
  CompletionStage<ModelTotals> totals(ModelName model);
}
