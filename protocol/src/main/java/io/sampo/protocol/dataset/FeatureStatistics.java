package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

/**
 * What the raw values of a feature are like, missing ones left out.
 *
 * @param count of values that are there
 * @param mean NaN, as all that follow, where there are no numbers
 * @param standardDeviation of these values as a whole population
 */
public record FeatureStatistics(
    String name,
    long count,
    double mean,
    double standardDeviation,
    double minimum,
    double maximum) {
  public FeatureStatistics {
    requireNonNull(name, "name is null");
  }
}
