package io.sampo.node.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicaHealthTest {
  private static final long SECOND = 1_000_000_000L;

  /** Just before nano times overflow. */
  private static final long START = Long.MAX_VALUE - SECOND;

  private final ReplicaHealth health =
      new ReplicaHealth(new HealthSettings(Duration.ofSeconds(30), Duration.ofSeconds(10)));

  @Test
  void asksForNoProofWhileTheLastSuccessIsYoung() {
    assertThat(health.nanosUntilProbe(START + 29 * SECOND, START)).isEqualTo(SECOND);
  }

  @Test
  void asksForProofWhenTheLastSuccessIsOld() {
    assertThat(health.nanosUntilProbe(START + 30 * SECOND, START)).isZero();
  }

  @Test
  void asksOnceWhileNoAnswerComes() {
    health.probing(START + 30 * SECOND);

    assertThat(health.nanosUntilProbe(START + 31 * SECOND, START)).isEqualTo(9 * SECOND);
    assertThat(health.nanosUntilProbe(START + 40 * SECOND, START)).isZero();
  }

  @Test
  void restsAfterASuccessHoweverItCame() {
    health.probing(START + 30 * SECOND);

    long succeeded = START + 31 * SECOND;

    assertThat(health.nanosUntilProbe(START + 41 * SECOND, succeeded)).isEqualTo(20 * SECOND);
  }

  @Test
  void refusesSettingsWithoutARest() {
    assertThatThrownBy(() -> new HealthSettings(Duration.ZERO, Duration.ofSeconds(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("success-age");
  }
}
