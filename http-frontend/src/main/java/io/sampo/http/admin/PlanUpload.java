package io.sampo.http.admin;

import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Reads what somebody says in JSON about a fitted plan: what {@link PlanJson} shows of one. */
final class PlanUpload {

  private PlanUpload() {}

  static PreprocessingPlan plan(JsonFields fields) {
    List<FeaturePlan> features = fields.objects("features", PlanUpload::feature);
    int featureCount = fields.integer("featureCount", features.size());
    double scale = fields.number("scale", 1);
    boolean fillsMissing = fields.flag("fillsMissing", false);
    UnknownCategory unknown =
        fields.has("unknownCategory")
            ? fields.constant("unknownCategory", UnknownCategory.class)
            : UnknownCategory.REFUSE;
    return fields.build(
        () -> {
          requireNumber("scale", scale, true);
          requireFew(features);
          return new PreprocessingPlan(featureCount, features, scale, fillsMissing, unknown);
        });
  }

  private static void requireFew(List<FeaturePlan> features) {
    int categories = features.stream().mapToInt(each -> each.categories().size()).sum();
    if (Math.max(features.size(), categories) > DatasetStatistics.MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "Expected a plan of at most %d features and as many categories, but it has %d and %d"
              .formatted(DatasetStatistics.MOST_ENTRIES, features.size(), categories));
    }
  }

  private static FeaturePlan feature(JsonFields fields) {
    String name = fields.text("name", Function.identity());
    ValueKind kind = fields.constant("kind", ValueKind.class);
    double fill = fields.number("fill", Double.NaN);
    double mean = fields.number("mean", 0);
    double deviation = fields.number("standardDeviation", 1);
    List<String> categories = fields.has("categories") ? fields.texts("categories") : List.of();
    return fields.build(
        () -> {
          requireNumber("mean", mean, false);
          requireNumber("standardDeviation", deviation, true);
          requireCategories(kind, categories);
          return kind == ValueKind.NUMBER
              ? FeaturePlan.ofNumber(name, fill, mean, deviation)
              : FeaturePlan.ofCategories(name, categories);
        });
  }

  private static void requireNumber(String field, double value, boolean divides) {
    if (!Double.isFinite(value) || (divides && value == 0)) {
      throw new IllegalArgumentException(
          "Expected a %s that is finite%s, but was [%s]"
              .formatted(field, divides ? " and not 0" : "", value));
    }
  }

  private static void requireCategories(ValueKind kind, List<String> categories) {
    boolean differ = new HashSet<>(categories).size() == categories.size();
    if (!differ || (kind == ValueKind.CATEGORY) == categories.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected different categories of a CATEGORY and none of a NUMBER, but %s has %s"
              .formatted(kind, categories));
    }
  }

  static RawInput rawInput(JsonFields fields) {
    DataType dataType = fields.constant("datatype", DataType.class);
    List<Long> shape = fields.longIntegers("shape");
    double divisor = fields.number("divisor", 1);
    return fields.build(() -> new RawInput(dataType, Shape.of(shape), divisor));
  }
}
