package io.sampo.http.routing;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * Takes two candidates at random and of them the one with less load; on a tie the preferred one.
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001.) It keeps routers
 * that do not know of each other from running to the same replica, as they would to the least
 * loaded one.
 */
final class PowerOfTwoChoices {

  private final RandomGenerator random;

  PowerOfTwoChoices(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Chooses one.
   *
   * @param candidates at least one
   */
  <T> T choose(List<T> candidates, ToIntFunction<T> load, Predicate<T> preferred) {
    int size = candidates.size();
    if (size == 1) {
      return candidates.get(0);
    }
    int one = random.nextInt(size);
    int other = random.nextInt(size - 1);
    T first = candidates.get(one);
    T second = candidates.get(other < one ? other : other + 1);
    int difference = load.applyAsInt(first) - load.applyAsInt(second);
    if (difference == 0) {
      return preferred.test(second) && !preferred.test(first) ? second : first;
    }
    return difference < 0 ? first : second;
  }
}
