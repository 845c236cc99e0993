package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {

  @Test
  void takesTheLessLoadedOfTwo() {
    PowerOfTwoChoices choices = new PowerOfTwoChoices(new SplittableRandom(1));
    FakeCandidate busy = new FakeCandidate(0, 7, true);
    FakeCandidate free = new FakeCandidate(5, 3, false);

    for (int i = 0; i < 100; i++) {
      assertThat(choices.choose(List.of(busy, free), 0)).isSameAs(free);
    }
  }

  @Test
  void takesTheOneOfThisNodeOnATie() {
    PowerOfTwoChoices choices = new PowerOfTwoChoices(new SplittableRandom(1));
    FakeCandidate far = new FakeCandidate(0, 0, false);
    FakeCandidate near = new FakeCandidate(0, 0, true);

    for (int i = 0; i < 100; i++) {
      assertThat(choices.choose(List.of(far, near), 0)).isSameAs(near);
    }
  }

  @Test
  void balancesBetterThanChance() {
    PowerOfTwoChoices choices = new PowerOfTwoChoices(new SplittableRandom(7));
    List<FakeCandidate> all =
        Stream.generate(() -> new FakeCandidate(0, 0, false)).limit(16).toList();

    for (int i = 0; i < 16 * 1000; i++) {
      choices.choose(all, 0).load++;
    }

    int[] loads = all.stream().mapToInt(one -> one.load).sorted().toArray();
    assertThat(loads[15] - loads[0]).as(Arrays.toString(loads)).isLessThan(12);
  }
}
