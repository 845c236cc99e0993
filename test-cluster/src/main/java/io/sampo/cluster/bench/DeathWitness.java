package io.sampo.cluster.bench;

import io.sampo.cluster.load.ResponseListener;

/**
 * What answers tell about the death of a node. One that took more than one attempt was asked of the
 * dead node first: in vain, or its node would have answered. Times are nanoseconds; what it has
 * heard may be read when the load has ended.
 */
final class DeathWitness implements ResponseListener {

  private volatile boolean dead;
  private volatile long diedAt;
  private long lastAsked;
  private long firstAnswer = Long.MAX_VALUE;

  /** The node is killed at this moment, or a little later. */
  void diesNow() {
    diedAt = System.nanoTime();
    dead = true;
  }

  @Override
  public void onResponse(int position, int status, int attempts, long intendedAt, long latency) {
    long age = intendedAt - diedAt;
    if (!dead || age < 0) {
      return;
    }
    if (attempts > 1) {
      lastAsked = Math.max(lastAsked, age);
    }
    if (status / 100 == 2) {
      firstAnswer = Math.min(firstAnswer, age + latency);
    }
  }

  /** How long after the death the last request was sent that went to the dead node; 0 if none. */
  long lastAskedNanos() {
    return lastAsked;
  }

  /** How long after the death the first request was answered that came after it. */
  double firstAnswerNanos() {
    return firstAnswer == Long.MAX_VALUE ? Double.NaN : firstAnswer;
  }
}
