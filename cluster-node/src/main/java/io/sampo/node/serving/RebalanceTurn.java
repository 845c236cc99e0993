package io.sampo.node.serving;

import io.sampo.protocol.id.ModelName;
import java.time.Duration;
import java.time.Instant;

/**
 * When a model may move a replica to an emptier node: when it has been calm for a while, and in its
 * own second of every half minute, so that the models of a cluster do not all move to a newcomer at
 * once. Belongs to the model's owner; plain, time is always handed in.
 */
final class RebalanceTurn {
  private static final Duration CALM = Duration.ofSeconds(5);
  private static final int PERIOD_SECONDS = 30;

  private final int second;
  private Instant calmSince;

  RebalanceTurn(ModelName model) {
    this.second = Math.floorMod(model.value().hashCode(), PERIOD_SECONDS);
  }

  /**
   * How it is now with the model's replicas: whether all of them are where and as they should be.
   */
  void observe(boolean calm, Instant now) {
    if (!calm) {
      calmSince = null;
    } else if (calmSince == null) {
      calmSince = now;
    }
  }

  boolean isNow(Instant now) {
    return calmSince != null
        && !now.isBefore(calmSince.plus(CALM))
        && Math.floorMod(now.getEpochSecond(), PERIOD_SECONDS) == second;
  }
}
