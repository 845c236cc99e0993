package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoResultTest {

  @Test
  void passesWhereEverythingHolds() {
    assertThat(result(0.96, 0.96, 0, 8.0).shortcomings()).isEmpty();
    assertThat(result(0.960, 0.961, 0, 8.0).shortcomings()).isEmpty();
  }

  @Test
  void failsOnEveryPromiseThatDoesNotHold() {
    assertThat(result(0.94, 0.94, 0, 8.0).shortcomings()).hasSize(1);
    assertThat(result(0.960, 0.962, 0, 8.0).shortcomings()).hasSize(1);
    assertThat(result(0.96, 0.96, 1, 8.0).shortcomings()).hasSize(1);
    assertThat(result(0.96, 0.96, 0, Double.NaN).shortcomings()).hasSize(1);
    assertThat(result(0.90, 0.80, 3, Double.NaN).shortcomings()).hasSize(4);
  }

  @Test
  void printsOneLineForMachines() {
    assertThat(result(0.9614, 0.9614, 0, Double.NaN).toJson())
        .doesNotContain("\n")
        .contains("\"trainedAccuracy\":0.9614", "\"recoverySeconds\":null", "\"workers\":3");
  }

  private static DemoResult result(
      double trained, double served, int failed, double recoverySeconds) {
    return new DemoResult(
        trained, served, 1000, 30, 1800, 3, 5000, failed, true, recoverySeconds, 90, 1L << 30);
  }
}
