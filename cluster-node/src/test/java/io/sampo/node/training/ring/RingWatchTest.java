package io.sampo.node.training.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RingWatchTest {
  private static final long MILLI = 1_000_000;

  /** The monotonic clock may run through the end of a long within a step. */
  private static final long START = Long.MAX_VALUE - 50 * MILLI;

  private final RingWatch watch = new RingWatch(100 * MILLI, 2000 * MILLI);

  @Test
  void isOverAtTheDeadline() {
    watch.begin(START, 500 * MILLI);
    assertThat(watch.isOver(START + 499 * MILLI)).isFalse();
    assertThat(watch.isOver(START + 500 * MILLI)).isTrue();
  }

  @Test
  void asksForABeatAfterAnIntervalWithoutSending() {
    watch.begin(START, 5000 * MILLI);
    assertThat(watch.isBeatDue(START + 99 * MILLI)).isFalse();
    assertThat(watch.isBeatDue(START + 100 * MILLI)).isTrue();
    watch.sent(START + 100 * MILLI);
    assertThat(watch.isBeatDue(START + 199 * MILLI)).isFalse();
  }

  @Test
  void suspectsAfterThreeBeatsAndGivesUpAfterTheLimit() {
    watch.begin(START, 5000 * MILLI);
    assertThat(watch.isSuspicious(START + 299 * MILLI)).isFalse();
    assertThat(watch.isSuspicious(START + 300 * MILLI)).isTrue();
    assertThat(watch.isSilent(START + 1999 * MILLI)).isFalse();
    assertThat(watch.isSilent(START + 2000 * MILLI)).isTrue();
    watch.heard(START + 2000 * MILLI);
    assertThat(watch.isSuspicious(START + 2000 * MILLI)).isFalse();
    assertThat(watch.isSilent(START + 2000 * MILLI)).isFalse();
  }

  @Test
  void pausesUntilWhateverComesFirst() {
    watch.begin(START, 130 * MILLI);
    assertThat(watch.pauseMillis(START)).isEqualTo(100);
    assertThat(watch.pauseMillis(START + 40 * MILLI)).isEqualTo(60);
    watch.sent(START + 100 * MILLI);
    assertThat(watch.pauseMillis(START + 100 * MILLI)).isEqualTo(30);
    assertThat(watch.pauseMillis(START + 400 * MILLI)).isEqualTo(1);
  }
}
