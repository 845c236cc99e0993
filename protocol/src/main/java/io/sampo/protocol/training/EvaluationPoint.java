package io.sampo.protocol.training;

import java.util.EnumMap;
import java.util.Map;

/**
 * An evaluation in short: a point of the curve that shows how a job gets better.
 *
 * @param step a committed step
 * @param metrics what has a value on the held-out samples; never NaN
 */
public record EvaluationPoint(long step, Map<Metric, Double> metrics) {
  public EvaluationPoint {
    metrics = Map.copyOf(metrics);
  }

  public static EvaluationPoint of(Evaluation evaluation) {
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      double value = evaluation.measured(metric);
      if (!Double.isNaN(value)) {
        measured.put(metric, value);
      }
    }
    return new EvaluationPoint(evaluation.step(), measured);
  }

  /** NaN for what was not measured, or has no value on these samples. */
  public double measured(Metric metric) {
    return metrics.getOrDefault(metric, Double.NaN);
  }
}
