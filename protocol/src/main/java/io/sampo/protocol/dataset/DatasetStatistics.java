package io.sampo.protocol.dataset;

import java.util.List;

/**
 * What the samples of a dataset are like.
 *
 * @param features each of them, or a single entry for all values where there are more than {@link
 *     #MOST_ENTRIES}; empty if nobody counted
 * @param classes in the order of their numbers; empty where targets are numbers or there are more
 *     than {@link #MOST_ENTRIES}
 */
public record DatasetStatistics(List<FeatureStatistics> features, List<ClassCount> classes) {
  /** Summaries travel and are replicated, so what they say about single features is bounded. */
  public static final int MOST_ENTRIES = 1000;

  public static final DatasetStatistics NONE = new DatasetStatistics(List.of(), List.of());

  public DatasetStatistics {
    features = List.copyOf(features);
    classes = List.copyOf(classes);
  }
}
