package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PulseWatchTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final String NODE = "10.0.0.2:17355";

  private final PulseTable table = new PulseTable();
  private final PulseSettings settings =
      new PulseSettings(Duration.ofMillis(100), 3, Duration.ofSeconds(3));
  private final PulseWatch watch = new PulseWatch(table, settings, 0);
  private long now;

  private List<String> tickFor(long milliseconds) {
    List<String> suspects = List.of();
    for (long end = now + milliseconds * MILLISECOND; now < end && suspects.isEmpty(); ) {
      now += 50 * MILLISECOND;
      suspects = watch.tick(now);
    }
    return suspects;
  }

  @Test
  void suspectsANodeAfterThreeMissedBeats() {
    watch.follow(Set.of(NODE), now);
    watch.felt(NODE, now);

    assertThat(tickFor(300)).isEmpty();
    assertThat(tickFor(50)).containsExactly(NODE);
    assertThat(table.of(NODE).isSuspect()).isTrue();
    assertThat(tickFor(1000)).as("said once").isEmpty();
  }

  @Test
  void believesANodeThatBeats() {
    watch.follow(Set.of(NODE), now);

    for (int i = 0; i < 50; i++) {
      watch.felt(NODE, now);
      assertThat(tickFor(100)).isEmpty();
    }
  }

  @Test
  void believesANodeThatWasNeverHeard() {
    watch.follow(Set.of(NODE), now);

    assertThat(tickFor(5000)).isEmpty();
  }

  @Test
  void believesANodeAgainAtItsNextBeat() {
    watch.follow(Set.of(NODE), now);
    watch.felt(NODE, now);
    tickFor(1000);

    assertThat(watch.felt(NODE, now)).isTrue();
    assertThat(watch.felt(NODE, now)).as("said once").isFalse();
    assertThat(table.of(NODE).isSuspect()).isFalse();
  }

  @Test
  void suspectsNobodyAfterAPauseOfItsOwn() {
    watch.follow(Set.of(NODE), now);
    watch.felt(NODE, now);

    now += 10_000 * MILLISECOND;
    List<String> afterThePause = watch.tick(now);

    assertThat(afterThePause).isEmpty();
    assertThat(tickFor(250)).isEmpty();
    assertThat(tickFor(150)).as("silent since").containsExactly(NODE);
  }

  @Test
  void keepsANodeThatHasGoneSuspectForThoseWhoStillKnowIt() {
    watch.follow(Set.of(NODE), now);
    Pulse held = table.of(NODE);

    watch.follow(Set.of(), now);

    assertThat(held.isSuspect()).isTrue();
    assertThat(table.of(NODE).isSuspect()).as("another node at the same address").isFalse();
  }
}
