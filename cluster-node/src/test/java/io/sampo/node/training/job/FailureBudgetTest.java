package io.sampo.node.training.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.training.FailureBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
  private static final FailureBudget BUDGET = new FailureBudget(2, Duration.ofHours(1));

  @Test
  void forgivesSoManyWithinTheWindowAndNoMore() {
    // given
    FailureHistory two = FailureHistory.NONE.plus(JobSamples.AT).plus(JobSamples.AT);

    // then
    assertThat(two.exceeds(BUDGET, JobSamples.AT)).isFalse();
    assertThat(two.plus(JobSamples.AT).exceeds(BUDGET, JobSamples.AT)).isTrue();
  }

  @Test
  void forgetsFailuresAsOldAsTheWindow() {
    // given
    FailureHistory three =
        FailureHistory.NONE
            .plus(JobSamples.AT)
            .plus(JobSamples.AT.plusSeconds(1))
            .plus(JobSamples.AT.plusSeconds(3600));

    // then
    assertThat(three.exceeds(BUDGET, JobSamples.AT.plusSeconds(3599))).isTrue();
    assertThat(three.exceeds(BUDGET, JobSamples.AT.plusSeconds(3600))).isFalse();
  }

  @Test
  void needsOnlyTheNewestFailures() {
    // given
    FailureHistory many = FailureHistory.NONE;
    for (int i = 0; i < 1000; i++) {
      many = many.plus(JobSamples.AT.plusSeconds(i));
    }

    // then
    assertThat(many.failures()).hasSize(FailureHistory.KEPT);
    assertThat(many.failures().get(FailureHistory.KEPT - 1))
        .isEqualTo(JobSamples.AT.plusSeconds(999));
  }

  @Test
  void refusesABudgetThatItCouldNotKeepCountOf() {
    assertThatThrownBy(() -> new FailureBudget(FailureHistory.KEPT, Duration.ofHours(1)))
        .hasMessageContaining("from 0 to 63, but was [64]");
    assertThatThrownBy(() -> new FailureBudget(1, Duration.ZERO))
        .hasMessageContaining("longer than 0");
  }
}
