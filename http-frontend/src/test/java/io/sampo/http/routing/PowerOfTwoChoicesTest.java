package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {

  @Test
  void takesTheLessLoadedOfTwo() {
    PowerOfTwoChoices choices = new PowerOfTwoChoices(new SplittableRandom(1));

    for (int i = 0; i < 100; i++) {
      assertThat(choices.choose(List.of(7, 3), load -> load, one -> false)).isEqualTo(3);
    }
  }

  @Test
  void takesThePreferredOnATie() {
    PowerOfTwoChoices choices = new PowerOfTwoChoices(new SplittableRandom(1));

    for (int i = 0; i < 100; i++) {
      assertThat(choices.choose(List.of("far", "near"), one -> 0, "near"::equals))
          .isEqualTo("near");
    }
  }

  @Test
  void balancesBetterThanChance() {
    PowerOfTwoChoices choices = new PowerOfTwoChoices(new SplittableRandom(7));
    int[] load = new int[16];
    List<Integer> all = IntStream.range(0, load.length).boxed().toList();

    for (int i = 0; i < 16 * 1000; i++) {
      load[choices.choose(all, one -> load[one], one -> false)]++;
    }

    List<Integer> loads = IntStream.of(load).boxed().toList();
    assertThat(Collections.max(loads) - Collections.min(loads)).isLessThan(12);
  }
}
