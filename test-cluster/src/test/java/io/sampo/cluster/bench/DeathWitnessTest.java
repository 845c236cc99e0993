package io.sampo.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeathWitnessTest {

  private static final long MILLISECOND = 1_000_000;

  private final DeathWitness witness = new DeathWitness();
  private final long before = System.nanoTime();

  @Test
  void knowsTheLastRequestThatTookMoreThanOneAttempt() {
    // given
    witness.diesNow();
    long after = System.nanoTime();

    // when
    answer(200, 2, after + 300 * MILLISECOND, MILLISECOND);
    answer(200, 3, after + 100 * MILLISECOND, MILLISECOND);
    answer(200, 1, after + 900 * MILLISECOND, MILLISECOND);

    // then
    assertThat(witness.lastAskedNanos())
        .isBetween(300 * MILLISECOND, 300 * MILLISECOND + after - before);
  }

  @Test
  void knowsWhenARequestWasFirstAnsweredThatCameAfterTheDeath() {
    // given
    witness.diesNow();
    long after = System.nanoTime();

    // when
    answer(200, 1, before - 1, MILLISECOND);
    answer(503, 1, after + MILLISECOND, MILLISECOND);
    answer(200, 1, after + 20 * MILLISECOND, 900 * MILLISECOND);
    answer(200, 1, after + 50 * MILLISECOND, 600 * MILLISECOND);

    // then
    assertThat(witness.firstAnswerNanos())
        .isBetween(650.0 * MILLISECOND, 650.0 * MILLISECOND + after - before);
  }

  @Test
  void hasNothingToTellOfANodeThatLives() {
    // when
    answer(200, 2, before, MILLISECOND);

    // then
    assertThat(witness.lastAskedNanos()).isZero();
    assertThat(witness.firstAnswerNanos()).isNaN();
  }

  private void answer(int status, int attempts, long intendedAt, long latency) {
    witness.onResponse(0, status, attempts, intendedAt, latency);
  }
}
