package io.sampo.cluster.bench;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The figures of one run, as far as they were measured. Not thread-safe. */
final class Figures {

  private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

  void set(Figure figure, double value) {
    values.put(figure, value);
  }

  /** One JSON object with every key; null is what was not measured. */
  String toJson() {
    StringJoiner fields = new StringJoiner(",", "{", "}");
    for (Figure figure : Figure.values()) {
      Double value = values.get(figure);
      boolean known = value != null && Double.isFinite(value);
      fields.add("\"" + figure.key() + "\":" + (known ? number(value) : "null"));
    }
    return fields.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.1f" : "%.4f", value);
  }
}
