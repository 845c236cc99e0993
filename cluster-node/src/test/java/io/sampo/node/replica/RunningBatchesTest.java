package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunningBatchesTest {
  private final RunningBatches running = new RunningBatches(2);

  @Test
  void givesEachBatchToOneTaker() {
    List<Waiting> first = batch("a");
    List<Waiting> second = batch("b");
    int placeOfFirst = running.add(first);
    int placeOfSecond = running.add(second);

    assertThat(running.take(placeOfFirst, first)).isTrue();

    assertThat(running.takeAll()).isEqualTo(second);
    assertThat(running.take(placeOfSecond, second)).isFalse();
    assertThat(running.takeAll()).isEmpty();
  }

  @Test
  void doesNotTakeABatchForOneThatHadItsPlaceBefore() {
    List<Waiting> abandoned = batch("a");
    int place = running.add(abandoned);
    running.takeAll();
    List<Waiting> successor = batch("b");
    assertThat(running.add(successor)).isEqualTo(place);

    assertThat(running.take(place, abandoned)).isFalse();
    assertThat(running.take(place, successor)).isTrue();
  }

  @Test
  void leavesAPartOfABatchInItsPlaceUnlessSomebodyElseTookIt() {
    List<Waiting> part = batch("a");
    List<Waiting> whole = List.of(part.get(0), batch("b").get(0));
    int place = running.add(whole);

    assertThat(running.narrow(place, whole, part)).isTrue();
    assertThat(running.takeAll()).isEqualTo(part);

    int next = running.add(whole);
    assertThat(running.narrow(next, whole, List.of())).isTrue();
    assertThat(running.takeAll()).isEmpty();
    assertThat(running.narrow(next, whole, part)).isFalse();
  }

  @Test
  void refusesMoreThanThereArePlaces() {
    running.add(batch("a"));
    running.add(batch("b"));

    assertThatThrownBy(() -> running.add(batch("c"))).isInstanceOf(IllegalStateException.class);
  }

  private static List<Waiting> batch(String id) {
    return List.of(new Waiting(infer(id, NoOne.ref()), List.of(), 1, List.of(), 0, Long.MAX_VALUE));
  }
}
