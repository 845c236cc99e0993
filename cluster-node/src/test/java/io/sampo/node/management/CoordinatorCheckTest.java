package io.sampo.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.samples.SteppingNanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CoordinatorCheckTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SteppingNanoClock clock = new SteppingNanoClock();
  private final AtomicBoolean orphaned = new AtomicBoolean();
  private final CoordinatorCheck check = new CoordinatorCheck(orphaned::get, clock);

  @Test
  void isGreenInAClusterWithCoordinators() {
    assertThat(check.get()).isCompletedWithValue(true);
    clock.advance(MINUTE.multipliedBy(60));
    assertThat(check.get()).isCompletedWithValue(true);
  }

  @Test
  void isRedWhenTheClusterHasHadNoneForMoreThanAMinute() {
    // given
    orphaned.set(true);
    assertThat(check.get()).isCompletedWithValue(true);
    clock.advance(MINUTE);
    assertThat(check.get()).isCompletedWithValue(true);
    // when
    clock.advance(Duration.ofSeconds(1));
    // then
    assertThat(check.get()).isCompletedWithValue(false);
  }

  @Test
  void aCoordinatorThatComesBackCountsFromAnew() {
    // given
    orphaned.set(true);
    check.get();
    clock.advance(MINUTE);
    // when
    orphaned.set(false);
    check.get();
    orphaned.set(true);
    clock.advance(MINUTE);
    // then
    assertThat(check.get()).isCompletedWithValue(true);
  }
}
