package io.sampo.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsPageTest {

  private static final MetricsPage BEFORE =
      MetricsPage.parse(
          """
          # HELP t_seconds Something
          t_seconds_bucket{model="m",le="0.001"} 10.0
          t_seconds_bucket{model="m",le="0.005"} 10.0
          t_seconds_bucket{model="m",le="+Inf"} 10.0
          """);
  private static final MetricsPage AFTER =
      MetricsPage.parse(
          """
          t_seconds_bucket{model="m",le="0.001"} 107.0
          t_seconds_bucket{model="m",le="0.005"} 109.0
          t_seconds_bucket{model="m",le="+Inf"} 110.0
          t_seconds_bucket{model="other",le="+Inf"} 5000.0
          calls_total{model="m",outcome="ok"} 3.0
          calls_total{model="m",outcome="bad"} 4.0
          """);

  @Test
  void tellsTheBucketInWhichAShareOfTheNewOnesLies() {
    assertThat(AFTER.quantileSince(BEFORE, "t_seconds", "model=\"m\"", 0.97)).isEqualTo(0.001);
    assertThat(AFTER.quantileSince(BEFORE, "t_seconds", "model=\"m\"", 0.99)).isEqualTo(0.005);
    assertThat(AFTER.quantileSince(BEFORE, "t_seconds", "model=\"m\"", 1)).isInfinite();
  }

  @Test
  void tellsNothingOfWhatDidNotHappen() {
    assertThat(BEFORE.quantileSince(BEFORE, "t_seconds", "model=\"m\"", 0.99)).isNaN();
  }

  @Test
  void addsUpWhatHasTheLabel() {
    assertThat(AFTER.sum("calls_total", "model=\"m\"")).isEqualTo(7);
    assertThat(AFTER.sum("calls_total", "outcome=\"bad\"")).isEqualTo(4);
  }

  @Test
  void tellsByHowMuchACounterHasGrown() {
    assertThat(AFTER.growthSince(BEFORE, "t_seconds_bucket", "le=\"0.001\"")).isEqualTo(97);
    assertThat(AFTER.growthSince(AFTER, "calls_total", "outcome=\"ok\"")).isZero();
  }

  @Test
  void doesNotTakeACounterThatIsMissingForOneThatStoodStill() {
    assertThat(AFTER.growthSince(BEFORE, "calls_total", "outcome=\"none\"")).isNaN();
  }
}
