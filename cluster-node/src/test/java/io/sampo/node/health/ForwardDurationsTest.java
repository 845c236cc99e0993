package io.sampo.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForwardDurationsTest {
  private final ForwardDurations durations = new ForwardDurations();

  @Test
  void knowsNothingBeforeTheFirst() {
    assertThat(durations.percentile99()).isZero();
    assertThat(durations.recorded()).isZero();
  }

  @Test
  void givesWhatNinetyNineOfAHundredDoNotExceed() {
    for (int i = 100; i >= 1; i--) {
      durations.record(i);
    }

    assertThat(durations.percentile99()).isEqualTo(99);
  }

  @Test
  void takesTheLongestOfFew() {
    durations.record(5);
    durations.record(7);
    durations.record(6);

    assertThat(durations.percentile99()).isEqualTo(7);
  }

  @Test
  void forgetsWhatWasLongAgo() {
    durations.record(1_000_000);
    for (int i = 0; i < ForwardDurations.KEPT; i++) {
      durations.record(3);
    }

    assertThat(durations.percentile99()).isEqualTo(3);
    assertThat(durations.recorded()).isEqualTo(ForwardDurations.KEPT + 1);
  }
}
