package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.protocol.training.EarlyStopping;
import io.sampo.protocol.training.EvaluationPoint;
import io.sampo.protocol.training.JobEvaluations;
import io.sampo.protocol.training.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EarlyStopTest {
  private static final EarlyStopping LOSS = new EarlyStopping(Metric.LOSS, 3, 0);

  @Test
  void endsBehindTheLastOfSoManyThatWereNoBetter() {
    assertThat(EarlyStop.reason(LOSS, losses(0.5, 0.12, 0.2, 0.13))).isEmpty();
    assertThat(EarlyStop.reason(LOSS, losses(0.5, 0.12, 0.2, 0.13, 0.12)))
        .contains("no better LOSS than 0.1200 of step 200 within 3 evaluations");
    assertThat(EarlyStop.reason(LOSS, losses(0.5, 0.12, 0.2, 0.13, 0.11))).isEmpty();
  }

  @Test
  void knowsTheMetricsOfWhichMoreIsBetter() {
    // given
    EarlyStopping accuracy = new EarlyStopping(Metric.ACCURACY, 2, 0);

    // when, then
    assertThat(EarlyStop.reason(accuracy, points(Metric.ACCURACY, 0.5, 0.6, 0.7))).isEmpty();
    assertThat(EarlyStop.reason(accuracy, points(Metric.ACCURACY, 0.7, 0.6, 0.5)))
        .contains("no better ACCURACY than 0.7000 of step 100 within 2 evaluations");
  }

  @Test
  void countsOnlyWhatIsBetterByMoreThanTheMinimumChange() {
    // given
    EarlyStopping rule = new EarlyStopping(Metric.LOSS, 2, 0.25);

    // when, then
    assertThat(EarlyStop.reason(rule, losses(1, 0.5, 0.125))).isEmpty();
    assertThat(EarlyStop.reason(rule, losses(1, 0.75, 0.5)))
        .contains(
            "LOSS no better by more than 0.25 within 2 evaluations, at best 0.5000 of step 300");
  }

  @Test
  void takesWhatIsNoNumberForNoBetter() {
    assertThat(EarlyStop.reason(LOSS, losses(0.5, Double.NaN, Double.NaN))).isEmpty();
    assertThat(EarlyStop.reason(LOSS, losses(0.5, Double.NaN, Double.NaN, Double.NaN)))
        .contains("no better LOSS than 0.5000 of step 100 within 3 evaluations");
    assertThat(EarlyStop.reason(LOSS, losses(Double.NaN, Double.NaN, 0.5, 0.6, 0.6))).isEmpty();
    assertThat(EarlyStop.reason(LOSS, losses(Double.NaN, Double.NaN, Double.NaN)))
        .contains("no LOSS within 3 evaluations");
  }

  @Test
  void endsNothingWithoutARule() {
    assertThat(EarlyStop.reason(null, losses(1, 2, 3, 4, 5, 6, 7, 8))).isEmpty();
  }

  /** A job remembers so many points and no more. */
  @Test
  @TrainingProperty("P34")
  void decidesTheSameByTheNewestPointsAlone() {
    for (int seed = 0; seed < 200; seed++) {
      // given
      Random random = new Random(seed);
      EarlyStopping rule =
          new EarlyStopping(
              Metric.LOSS,
              1 + random.nextInt(EarlyStopping.LARGEST_PATIENCE),
              random.nextInt(3) * 0.01);
      List<EvaluationPoint> all = new ArrayList<>();
      double level = 100;
      while (all.size() < 400 && EarlyStop.reason(rule, all).isEmpty()) {
        level -= random.nextDouble() * 0.02;
        all.add(point(all.size() + 1, Metric.LOSS, level + random.nextGaussian() * 0.02));

        // when
        int from = Math.max(0, all.size() - JobEvaluations.LONGEST_CURVE);
        List<EvaluationPoint> newest = all.subList(from, all.size());

        // then
        assertThat(EarlyStop.reason(rule, newest))
            .as("seed %d, %d evaluations", seed, all.size())
            .isEqualTo(EarlyStop.reason(rule, all));
      }
    }
  }

  private static List<EvaluationPoint> losses(double... values) {
    return points(Metric.LOSS, values);
  }

  private static List<EvaluationPoint> points(Metric metric, double... values) {
    List<EvaluationPoint> points = new ArrayList<>();
    for (double value : values) {
      points.add(point(100L * (points.size() + 1), metric, value));
    }
    return points;
  }

  private static EvaluationPoint point(long step, Metric metric, double value) {
    return new EvaluationPoint(step, Double.isNaN(value) ? Map.of() : Map.of(metric, value));
  }
}
