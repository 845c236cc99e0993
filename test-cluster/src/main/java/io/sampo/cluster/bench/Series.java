package io.sampo.cluster.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One quantity, round by round. */
final class Series {

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** NaN if there is none, or one of them is. */
  double maximum() {
    return values.stream().reduce(Double::max).orElse(Double.NaN);
  }

  double last() {
    return values.get(values.size() - 1);
  }

  /** The median, and what it is the median of. */
  @Override
  public String toString() {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.3f", value))
        .collect(Collectors.joining(" ", String.format(Locale.ROOT, "%.3f of [", median()), "]"));
  }
}
