package io.sampo.http.routing;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The replica with the fewest own requests under way. Knows nothing of other frontends, which is
 * right where there is one and makes several run to the same replica.
 */
final class LeastConnections implements ReplicaStrategy {

  private final RandomGenerator random;

  LeastConnections(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public <T extends Candidate> T choose(List<T> candidates, long now) {
    int size = candidates.size();
    // From anywhere on, so that equals of the same distance take turns.
    int start = random.nextInt(size);
    T best = candidates.get(start);
    for (int i = 1; i < size; i++) {
      T other = candidates.get((start + i) % size);
      int difference = other.inFlight() - best.inFlight();
      if (difference < 0 || difference == 0 && other.isLocal() && !best.isLocal()) {
        best = other;
      }
    }
    return best;
  }
}
