package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void allowsTheMinimumWithoutTraffic() {
    RetryBudget budget = new RetryBudget(0.2, 3);

    assertThat(retries(budget, 10, 0)).isEqualTo(3);
  }

  @Test
  void allowsAShareOfRecentRequests() {
    RetryBudget budget = new RetryBudget(0.2, 3);
    for (int i = 0; i < 100; i++) {
      budget.countRequest(i % 5 * SECOND);
    }

    assertThat(retries(budget, 100, 5 * SECOND)).isEqualTo(20);
  }

  @Test
  void forgetsAfterTenSeconds() {
    RetryBudget budget = new RetryBudget(0.2, 3);
    retries(budget, 3, SECOND);

    assertThat(budget.tryRetry(10 * SECOND)).isFalse();
    assertThat(budget.tryRetry(11 * SECOND)).isTrue();
    assertThat(retries(budget, 10, 100 * SECOND)).isEqualTo(3);
  }

  @Test
  void worksWithAClockThatBeginsBelowZero() {
    RetryBudget budget = new RetryBudget(0, 2);

    assertThat(retries(budget, 5, -7 * SECOND)).isEqualTo(2);
    assertThat(retries(budget, 5, 4 * SECOND)).isEqualTo(2);
  }

  private static int retries(RetryBudget budget, int wanted, long now) {
    int granted = 0;
    for (int i = 0; i < wanted; i++) {
      granted += budget.tryRetry(now) ? 1 : 0;
    }
    return granted;
  }
}
