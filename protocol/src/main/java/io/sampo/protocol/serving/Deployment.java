package io.sampo.protocol.serving;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.VersionName;
import java.util.Map;

/**
 * The desired serving state of a model. No weights or no replicas means: serve nothing.
 *
 * @param weights how requests that name no version are divided; versions with weight 0 are kept
 *     loaded but get only requests that name them
 * @param replicas of each version
 * @param queueLimit the most requests that may wait at one replica
 */
public record Deployment(Map<VersionName, Integer> weights, int replicas, int queueLimit)
    implements WireMessage {
  public static final int DEFAULT_QUEUE_LIMIT = 256;
  public static final Deployment NONE = new Deployment(Map.of(), 0, DEFAULT_QUEUE_LIMIT);

  public Deployment {
    weights = Map.copyOf(weights);
    if (replicas < 0 || replicas > 1000) {
      throw new IllegalArgumentException(
          "Expected replicas between 0 and 1000, but was [" + replicas + "]");
    }
    if (queueLimit < 1) {
      throw new IllegalArgumentException(
          "Expected queueLimit of 1 or more, but was [" + queueLimit + "]");
    }
    for (Map.Entry<VersionName, Integer> weight : weights.entrySet()) {
      if (weight.getValue() < 0) {
        throw new IllegalArgumentException(
            "Expected weights of 0 or more, but version [%s] has %d"
                .formatted(weight.getKey(), weight.getValue()));
      }
    }
  }

  public static Deployment of(VersionName version, int replicas) {
    return new Deployment(Map.of(version, 1), replicas, DEFAULT_QUEUE_LIMIT);
  }
}
