package io.sampo.protocol.training;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the evaluations of a job gave, from the oldest to the newest; at most one of a step.
 *
 * @param kept in full, of checkpoints that are kept
 * @param curve in short, of all steps that were evaluated; the newest of them, once they are too
 *     many
 */
public record JobEvaluations(List<Evaluation> kept, List<EvaluationPoint> curve) {
  /** The curve is in the summary of its job, which all nodes hold. */
  public static final int LONGEST_CURVE = 100;

  public static final JobEvaluations NONE = new JobEvaluations(List.of(), List.of());

  public JobEvaluations {
    kept = List.copyOf(kept);
    curve = List.copyOf(curve);
  }

  public boolean has(long step) {
    return curve.stream().anyMatch(point -> point.step() == step);
  }

  /** With one more, of a later step than all the others. */
  public JobEvaluations plus(Evaluation evaluation) {
    JobEvaluations earlier = upTo(evaluation.step() - 1);
    List<EvaluationPoint> longer =
        Stream.concat(earlier.curve.stream(), Stream.of(EvaluationPoint.of(evaluation))).toList();
    return new JobEvaluations(
        Stream.concat(earlier.kept.stream(), Stream.of(evaluation)).toList(),
        longer.subList(Math.max(0, longer.size() - LONGEST_CURVE), longer.size()));
  }

  /** Those that are left when everything after that step is void. */
  public JobEvaluations upTo(long step) {
    return new JobEvaluations(
        kept.stream().filter(evaluation -> evaluation.step() <= step).toList(),
        curve.stream().filter(point -> point.step() <= step).toList());
  }

  /** Those that are left when the checkpoints of these steps are no longer kept. */
  public JobEvaluations without(Collection<Long> steps) {
    return new JobEvaluations(
        kept.stream().filter(evaluation -> !steps.contains(evaluation.step())).toList(), curve);
  }

  /** The best of those that are kept in full; of equal ones, and of NaN, the later. */
  public Optional<Evaluation> best(Metric metric) {
    return kept.stream()
        .reduce(
            (best, later) ->
                metric.isBetter(best.measured(metric), later.measured(metric)) ? best : later);
  }
}
