package io.sampo.http.routing;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Takes two candidates at random and of them the one with less load; on a tie the one of this node.
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001.) It keeps routers
 * that do not know of each other from running to the same replica, as they would to the least
 * loaded one.
 */
final class PowerOfTwoChoices implements ReplicaStrategy {

  private final RandomGenerator random;

  PowerOfTwoChoices(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public <T extends Candidate> T choose(List<T> candidates, long now) {
    int size = candidates.size();
    if (size == 1) {
      return candidates.get(0);
    }
    int one = random.nextInt(size);
    int other = random.nextInt(size - 1);
    T first = candidates.get(one);
    T second = candidates.get(other < one ? other : other + 1);
    int difference = first.load(now) - second.load(now);
    if (difference == 0) {
      return second.isLocal() && !first.isLocal() ? second : first;
    }
    return difference < 0 ? first : second;
  }
}
