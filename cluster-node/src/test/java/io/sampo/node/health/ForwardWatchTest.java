package io.sampo.node.health;

import static io.sampo.node.samples.ServingSamples.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.samples.SteppingNanoClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardWatchTest {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final Duration FIRST_REFERENCE = Duration.ofSeconds(30);
  private static final StuckSettings SETTINGS =
      new StuckSettings(TEN, 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final SteppingNanoClock clock = new SteppingNanoClock();
  private final ForwardWatch watch =
      new ForwardWatch(replica("1", 1), 2, SETTINGS, FIRST_REFERENCE, clock);
  private final long opened = clock.getAsLong();

  @Test
  void findsNothingOverdueWhereNothingRuns() {
    forward(Duration.ofMillis(1), true);
    clock.advance(Duration.ofDays(1));

    assertThat(overdue()).isEmpty();
  }

  @Test
  void callsNoForwardOverdueBeforeTheShortestLimit() {
    // given: forwards take a millisecond, so three times that is no measure
    known(Duration.ofMillis(1));

    // when
    watch.begin();
    clock.advance(TEN);

    // then
    assertThat(overdue()).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(overdue()).contains(new OverdueForward(replica("1", 1), TEN.plusNanos(1), TEN));
  }

  @Test
  void allowsSlowForwardsAMultipleOfWhatTheyUsuallyTake() {
    known(Duration.ofSeconds(7));

    watch.begin();
    clock.advance(Duration.ofSeconds(21));

    assertThat(overdue()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(overdue())
        .contains(
            new OverdueForward(replica("1", 1), Duration.ofSeconds(22), Duration.ofSeconds(21)));
  }

  @Test
  void takesTheFirstReferenceUntilItKnowsWhatIsUsual() {
    // given: one forward of the two that it takes to know
    forward(Duration.ofMillis(1), true);

    // when
    watch.begin();
    clock.advance(FIRST_REFERENCE.multipliedBy(3));

    // then
    assertThat(overdue()).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(overdue()).isPresent();
  }

  @Test
  void looksAtEveryForwardThatRuns() {
    // given: the first hangs, others come and go beside it
    known(Duration.ofMillis(1));
    watch.begin();
    for (int i = 0; i < 20; i++) {
      forward(Duration.ofSeconds(1), true);
    }

    // then
    assertThat(overdue().orElseThrow().running()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void doesNotCountAForwardFromBeforeItIsToBeCounted() {
    known(Duration.ofMillis(1));
    watch.begin();
    clock.advance(Duration.ofSeconds(60));

    long earliest = clock.getAsLong();
    clock.advance(TEN);

    assertThat(watch.overdue(clock.getAsLong(), earliest)).isEmpty();
  }

  @Test
  void remembersSuccessesOnly() {
    // given
    forward(Duration.ofSeconds(1), true);
    long succeeded = clock.getAsLong();

    // when
    forward(Duration.ofSeconds(1), false);

    // then
    assertThat(watch.succeededNanos()).isEqualTo(succeeded);
    assertThat(watch.isRunning()).isFalse();
  }

  @Test
  void refusesMoreForwardsThanThereArePlaces() {
    watch.begin();
    watch.begin();

    assertThatThrownBy(watch::begin).isInstanceOf(IllegalStateException.class);
  }

  private void known(Duration usual) {
    forward(usual, true);
    forward(usual, true);
  }

  private void forward(Duration duration, boolean success) {
    int place = watch.begin();
    clock.advance(duration);
    watch.end(place, success);
  }

  private Optional<OverdueForward> overdue() {
    return watch.overdue(clock.getAsLong(), opened);
  }
}
