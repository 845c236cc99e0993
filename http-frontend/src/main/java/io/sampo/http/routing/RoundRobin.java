package io.sampo.http.routing;

import java.util.List;

/** One after the other, whatever their load: even, predictable, blind for slow replicas. */
final class RoundRobin implements ReplicaStrategy {

  private int next;

  @Override
  public <T extends Candidate> T choose(List<T> candidates, long now) {
    next = next >= candidates.size() ? 0 : next;
    T chosen = candidates.get(next);
    next++;
    return chosen;
  }
}
