package io.sampo.node.training.job;

import io.sampo.protocol.training.EarlyStopping;
import io.sampo.protocol.training.EvaluationPoint;
import io.sampo.protocol.training.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether so many evaluations in a row were no better than the best before them. A function of the
 * journalled evaluations and of nothing else: whoever asks, on whatever node and however often, is
 * told the same. The oldest of them may be missing, if there are more than the patience; what is
 * older than the last one that was better makes no difference.
 */
final class EarlyStop {
  private final EarlyStopping rule;
  private EvaluationPoint best;
  private int noBetter;

  private EarlyStop(EarlyStopping rule) {
    this.rule = rule;
  }

  /**
   * Why training ends behind the last of these evaluations, for people; empty if it goes on.
   *
   * @param rule null for one that never ends anything
   * @param curve from the oldest to the newest
   */
  static Optional<String> reason(EarlyStopping rule, List<EvaluationPoint> curve) {
    if (rule == null) {
      return Optional.empty();
    }
    EarlyStop stop = new EarlyStop(rule);
    curve.forEach(stop::add);
    return stop.noBetter < rule.patience() ? Optional.empty() : Optional.of(stop.sentence());
  }

  private void add(EvaluationPoint point) {
    Metric metric = rule.metric();
    double measured = point.measured(metric);
    double known = best == null ? Double.NaN : best.measured(metric);
    noBetter = metric.isBetter(measured, leastThatCounts(known)) ? 0 : noBetter + 1;
    if (metric.isBetter(measured, known)) {
      best = point;
    }
  }

  private double leastThatCounts(double known) {
    return rule.metric().isHigherBetter()
        ? known + rule.minimumChange()
        : known - rule.minimumChange();
  }

  private String sentence() {
    if (best == null) {
      return "no %s within %d evaluations".formatted(rule.metric(), noBetter);
    }
    String known =
        String.format(Locale.ROOT, "%.4g of step %d", best.measured(rule.metric()), best.step());
    return rule.minimumChange() == 0
        ? "no better %s than %s within %d evaluations".formatted(rule.metric(), known, noBetter)
        : "%s no better by more than %s within %d evaluations, at best %s"
            .formatted(rule.metric(), rule.minimumChange(), noBetter, known);
  }
}
