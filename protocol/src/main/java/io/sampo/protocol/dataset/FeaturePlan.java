package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;

/**
 * What is done to one feature.
 *
 * @param fill stands in for a missing number; NaN where none may be missing
 * @param mean is subtracted from a scaled number; 0 for none
 * @param standardDeviation divides what is left; 1 for none
 * @param categories that the training part has, in the order of {@link String#compareTo}; each is a
 *     place of the input. Empty for a number
 */
public record FeaturePlan(
    String name,
    ValueKind kind,
    double fill,
    double mean,
    double standardDeviation,
    List<String> categories) {
  public FeaturePlan {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    categories = List.copyOf(categories);
  }

  public static FeaturePlan ofNumber(
      String name, double fill, double mean, double standardDeviation) {
    return new FeaturePlan(name, ValueKind.NUMBER, fill, mean, standardDeviation, List.of());
  }

  public static FeaturePlan ofCategories(String name, List<String> categories) {
    return new FeaturePlan(
        name, ValueKind.CATEGORY, Double.NaN, 0, 1, categories.stream().sorted().toList());
  }

  /** The places that this feature takes in an input. */
  public int width() {
    return kind == ValueKind.NUMBER ? 1 : categories.size();
  }

  /** Negative if the category is none of them. */
  int placeOf(String category) {
    return Collections.binarySearch(categories, category);
  }
}
