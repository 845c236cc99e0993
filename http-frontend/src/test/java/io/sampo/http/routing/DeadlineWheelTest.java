package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {

  private static final long TICK = 50;

  private static List<String> due(DeadlineWheel<String> wheel, long now) {
    List<String> due = new ArrayList<>();
    wheel.advance(now, (value, time) -> due.add(value));
    return due;
  }

  @Test
  void handsOutWhatIsDueAndNothingElse() {
    DeadlineWheel<String> wheel = new DeadlineWheel<>(TICK, 0);
    wheel.add("soon", 60);
    wheel.add("later", 400);

    assertThat(due(wheel, 50)).isEmpty();
    assertThat(due(wheel, 100)).containsExactly("soon");
    assertThat(due(wheel, 399)).isEmpty();
    assertThat(due(wheel, 450)).containsExactly("later");
  }

  @Test
  void handsOutWhatIsAlreadyPastAtTheNextTick() {
    DeadlineWheel<String> wheel = new DeadlineWheel<>(TICK, 1000);
    wheel.add("past", 10);

    assertThat(due(wheel, 1050)).containsExactly("past");
  }

  @Test
  void forgetsWhatIsCancelled() {
    DeadlineWheel<String> wheel = new DeadlineWheel<>(TICK, 0);
    wheel.add("first", 60);
    DeadlineWheel.Entry<String> cancelled = wheel.add("cancelled", 60);
    wheel.add("last", 60);

    cancelled.cancel();
    cancelled.cancel();

    assertThat(due(wheel, 100)).containsExactly("first", "last");
  }

  @Test
  void letsOneThatIsDueCancelAnother() {
    DeadlineWheel<String> wheel = new DeadlineWheel<>(TICK, 0);
    wheel.add("first", 60);
    DeadlineWheel.Entry<String> second = wheel.add("second", 60);
    List<String> due = new ArrayList<>();

    wheel.advance(
        100,
        (value, time) -> {
          due.add(value);
          second.cancel();
        });

    assertThat(due).containsExactly("first");
  }

  @Test
  void keepsEachDeadlineOnceAndInTimeForManySeeds() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long start = random.nextLong(-100_000, 100_000);
      DeadlineWheel<Integer> wheel = new DeadlineWheel<>(TICK, start);
      Map<Integer, Long> open = new HashMap<>();
      long now = start;
      for (int step = 0; step < 200; step++) {
        int id = step;
        long dueAt = now + random.nextLong(-20, 20_000);
        DeadlineWheel.Entry<Integer> entry = wheel.add(id, dueAt);
        if (random.nextInt(4) == 0) {
          entry.cancel();
        } else {
          open.put(id, dueAt);
        }
        now += random.nextInt(10) == 0 ? random.nextLong(15_000) : random.nextLong(80);
        long at = now;
        wheel.advance(
            now,
            (value, time) -> {
              assertThat(time).isLessThanOrEqualTo(at);
              assertThat(open.remove(value)).isEqualTo(time);
            });
        long late = now - 2 * TICK;
        assertThat(open.values()).as("seed %d", seed).allMatch(time -> time > late);
      }
    }
  }
}
