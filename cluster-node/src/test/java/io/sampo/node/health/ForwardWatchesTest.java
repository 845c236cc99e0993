package io.sampo.node.health;

import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.engine.LoadedModel;
import io.sampo.node.samples.SteppingNanoClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardWatchesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final StuckSettings SETTINGS =
      new StuckSettings(Duration.ofSeconds(10), 3, 1, SECOND, SECOND);

  private final SteppingNanoClock clock = new SteppingNanoClock();
  private final FakeModelEngine engine = FakeModelEngine.instant();
  private final ForwardWatches watches = new ForwardWatches(SETTINGS, Duration.ofSeconds(2), clock);

  @Test
  void findsTheForwardThatIsMostOverdue() {
    // given
    ForwardWatch first = watches.open(replica("1", 1), 1);
    ForwardWatch second = watches.open(replica("1", 2), 1);
    second.begin();
    pass(Duration.ofSeconds(2));
    first.begin();

    // when
    Optional<OverdueForward> found = pass(Duration.ofSeconds(12));

    // then
    assertThat(found.orElseThrow().replica()).isEqualTo(replica("1", 2));
    assertThat(found.orElseThrow().running()).isEqualTo(Duration.ofSeconds(14));
  }

  @Test
  void holdsTheTimeInWhichTheProcessStoodStillAgainstNobody() {
    // given
    watches.open(replica("1", 1), 1).begin();
    pass(Duration.ofSeconds(8));

    // when: nothing runs for a minute, this watch included
    clock.advance(Duration.ofMinutes(1));

    // then: what does not go on afterwards is found all the same
    assertThat(watches.check(SECOND)).isEmpty();
    assertThat(pass(Duration.ofSeconds(10))).isEmpty();
    assertThat(pass(SECOND)).isPresent();
  }

  @Test
  void watchesAForwardBeyondTheEndOfItsReplica() {
    ForwardWatch watch = watches.open(replica("1", 1), 1);
    int place = watch.begin();
    watch.close();

    assertThat(pass(Duration.ofSeconds(11))).isPresent();

    watch.end(place, true);
    assertThat(watches.check(SECOND)).isEmpty();
    assertThat(watch.isOver()).isTrue();
  }

  @Test
  void watchesEveryForwardOfAModel() {
    // given
    ForwardWatch watch = watches.open(replica("1", 1), 1);
    LoadedModel model = ForwardWatches.watched(engine.load(Path.of("any"), signature(8)), watch);
    engine.answering(
        inputs -> {
          assertThat(watch.isRunning()).isTrue();
          clock.advance(SECOND);
          return List.of(pairs("y", inputs.get(0).toFloats()));
        });

    // when
    assertThat(model.forward(List.of(pairs("x", 1, 2)))).containsExactly(pairs("y", 1, 2));
    model.forwardTogether(List.of(List.of(pairs("x", 1, 2))));

    // then
    assertThat(watch.succeededNanos()).isEqualTo(clock.getAsLong());
    assertThat(watch.isRunning()).isFalse();
  }

  @Test
  void takesAForwardThatFailedForNoSuccess() {
    ForwardWatch watch = watches.open(replica("1", 1), 1);
    LoadedModel model = ForwardWatches.watched(engine.load(Path.of("any"), signature(8)), watch);
    long opened = clock.getAsLong();
    engine.answering(
        inputs -> {
          clock.advance(SECOND);
          throw new IllegalStateException("broken");
        });

    assertThatThrownBy(() -> model.forward(List.of(pairs("x", 1, 2))))
        .isInstanceOf(IllegalStateException.class);

    assertThat(watch.succeededNanos()).isEqualTo(opened);
    assertThat(watch.isRunning()).isFalse();
  }

  @Test
  void closesTheModelWithTheWatch() {
    ForwardWatch watch = watches.open(replica("1", 1), 1);

    ForwardWatches.watched(engine.load(Path.of("any"), signature(8)), watch).close();

    assertThat(engine.openModels()).isZero();
    assertThat(watch.isOver()).isTrue();
  }

  /** Second by second, checked after each; gives what the last check found. */
  private Optional<OverdueForward> pass(Duration duration) {
    Optional<OverdueForward> found = Optional.empty();
    for (int i = 0; i < duration.toSeconds(); i++) {
      clock.advance(SECOND);
      found = watches.check(SECOND);
    }
    return found;
  }
}
