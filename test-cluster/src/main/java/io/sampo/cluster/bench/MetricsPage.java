package io.sampo.cluster.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * A metrics page at one moment: each line of it by its name with labels. Immutable. Histograms are
 * the usual ones of Prometheus: cumulative buckets with an upper bound.
 */
final class MetricsPage {

  private static final String UPPER_BOUND = "le=\"";

  private final Map<String, Double> values;

  private MetricsPage(Map<String, Double> values) {
    this.values = Map.copyOf(values);
  }

  static MetricsPage parse(String text) {
    Map<String, Double> values = new TreeMap<>();
    for (String line : text.split("\n")) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return new MetricsPage(values);
  }

  /** The sum over all lines of this name whose labels hold the text. */
  double sum(String name, String label) {
    double sum = 0;
    for (Map.Entry<String, Double> line : values.entrySet()) {
      sum += isOf(line.getKey(), name, label) ? line.getValue() : 0;
    }
    return sum;
  }

  /** By how much {@link #sum} has grown since another page; NaN if there is no such line. */
  double growthSince(MetricsPage before, String name, String label) {
    boolean known = values.keySet().stream().anyMatch(line -> isOf(line, name, label));
    return known ? sum(name, label) - before.sum(name, label) : Double.NaN;
  }

  /**
   * The upper bound of the bucket in which a share of what came since another page lies.
   *
   * @param name of the histogram, without {@code _bucket}
   * @param quantile from 0 to 1
   * @return NaN if nothing came since
   */
  double quantileSince(MetricsPage before, String name, String label, double quantile) {
    TreeMap<Double, Double> buckets = new TreeMap<>();
    for (Map.Entry<String, Double> line : values.entrySet()) {
      if (line.getKey().startsWith(name + "_bucket{") && line.getKey().contains(label)) {
        double count = line.getValue() - before.values.getOrDefault(line.getKey(), 0.0);
        buckets.merge(upperBound(line.getKey()), count, Double::sum);
      }
    }
    double total = buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      if (total > 0 && bucket.getValue() >= quantile * total) {
        return bucket.getKey();
      }
    }
    return Double.NaN;
  }

  private static boolean isOf(String line, String name, String label) {
    boolean named = line.equals(name) || line.startsWith(name + "{");
    return named && line.contains(label);
  }

  private static double upperBound(String line) {
    int start = line.indexOf(UPPER_BOUND) + UPPER_BOUND.length();
    String bound = line.substring(start, line.indexOf('"', start));
    return bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
  }
}
