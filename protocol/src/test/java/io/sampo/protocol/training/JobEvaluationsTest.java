package io.sampo.protocol.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JobEvaluationsTest {

  @Test
  void findsTheBestByTheMetricAndOfEqualOnesTheLater() {
    // given
    JobEvaluations evaluations =
        JobEvaluations.NONE
            .plus(evaluation(10, 0.5, 90))
            .plus(evaluation(20, 0.25, 80))
            .plus(evaluation(30, 0.25, 70))
            .plus(evaluation(40, Double.NaN, 60));

    // when, then
    assertThat(evaluations.best(Metric.LOSS)).map(Evaluation::step).contains(30L);
    assertThat(evaluations.best(Metric.ACCURACY)).map(Evaluation::step).contains(10L);
    assertThat(evaluations.best(Metric.RMSE)).map(Evaluation::step).contains(40L);
    assertThat(JobEvaluations.NONE.best(Metric.LOSS)).isEmpty();
  }

  @Test
  void remembersInFullWhatIsKeptAndInShortTheNewest() {
    // given
    JobEvaluations evaluations = JobEvaluations.NONE;

    // when
    for (long step = 1; step <= 150; step++) {
      evaluations = evaluations.plus(evaluation(step, 1.0 / step, 50)).without(List.of(step - 2));
    }

    // then
    assertThat(evaluations.kept()).extracting(Evaluation::step).containsExactly(149L, 150L);
    assertThat(evaluations.curve()).hasSize(JobEvaluations.LONGEST_CURVE);
    assertThat(evaluations.has(50)).isFalse();
    assertThat(evaluations.has(51)).isTrue();
    assertThat(evaluations.upTo(100).kept()).isEmpty();
    assertThat(evaluations.upTo(100).curve()).hasSize(50);
  }

  @Test
  void leavesOutOfItsPointsWhatHasNoValue() {
    // when
    EvaluationPoint point = EvaluationPoint.of(evaluation(10, Double.NaN, 90));

    // then
    assertThat(point.metrics()).containsOnlyKeys(Metric.ACCURACY);
    assertThat(point.measured(Metric.LOSS)).isNaN();
    assertThat(point.measured(Metric.ACCURACY)).isEqualTo(0.9);
  }

  private static Evaluation evaluation(long step, double loss, long correct) {
    return new Evaluation(step, 100, loss, new ClassCounts(10, 100, correct, List.of()), null);
  }
}
