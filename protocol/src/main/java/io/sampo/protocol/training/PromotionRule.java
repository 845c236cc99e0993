package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

/**
 * What an evaluation must measure for a promotion.
 *
 * @param threshold at least that where more is better, at most that elsewhere
 */
public record PromotionRule(Metric metric, double threshold) {
  public PromotionRule {
    requireNonNull(metric, "metric is null");
    if (!isPossible(metric, threshold)) {
      throw new IllegalArgumentException(
          "Expected a threshold that %s can have, but was [%s]".formatted(metric, threshold));
    }
  }

  private static boolean isPossible(Metric metric, double threshold) {
    return switch (metric) {
      case ACCURACY, MACRO_F1 -> threshold >= 0 && threshold <= 1;
      case MAE, RMSE -> threshold >= 0 && Double.isFinite(threshold);
      case R2 -> threshold <= 1 && Double.isFinite(threshold);
      case LOSS -> Double.isFinite(threshold);
    };
  }

  /** What was not measured meets no rule. */
  public boolean isMetBy(Evaluation evaluation) {
    double measured = evaluation.measured(metric);
    return metric.isHigherBetter() ? measured >= threshold : measured <= threshold;
  }

  /** For people: {@code RMSE of at most 0.1}. */
  @Override
  public String toString() {
    return "%s of at %s %s"
        .formatted(metric, metric.isHigherBetter() ? "least" : "most", threshold);
  }
}
