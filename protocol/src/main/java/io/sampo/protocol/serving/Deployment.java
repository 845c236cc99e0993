package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.VersionName;
import java.util.Map;

/**
 * The desired serving state of a model. No weights or no replicas means: serve nothing.
 *
 * @param weights how requests that name no version are divided; versions with weight 0 are kept
 *     loaded but get only requests that name them
 * @param scaling of each version
 */
public record Deployment(
    Map<VersionName, Integer> weights, Scaling scaling, Batching batching, Traffic traffic)
    implements WireMessage {
  public static final Deployment NONE =
      new Deployment(Map.of(), Scaling.fixed(0), Batching.DEFAULT, Traffic.PLAIN);

  public Deployment {
    requireNonNull(scaling, "scaling is null");
    requireNonNull(batching, "batching is null");
    requireNonNull(traffic, "traffic is null");
    weights = Map.copyOf(weights);
    for (Map.Entry<VersionName, Integer> weight : weights.entrySet()) {
      if (weight.getValue() < 0) {
        throw new IllegalArgumentException(
            "Expected weights of 0 or more, but version [%s] has %d"
                .formatted(weight.getKey(), weight.getValue()));
      }
    }
    if (traffic.shadow() != null && !weights.containsKey(traffic.shadow())) {
      throw new IllegalArgumentException(
          "Expected the shadow version [%s] among the weights (0 is enough), but there are only %s"
              .formatted(traffic.shadow(), weights.keySet()));
    }
  }

  /** One version with a fixed number of replicas. */
  public static Deployment of(VersionName version, int replicas) {
    return new Deployment(
        Map.of(version, 1), Scaling.fixed(replicas), Batching.DEFAULT, Traffic.PLAIN);
  }

  /** Whether anything is to be served, be it only on demand. */
  public boolean servesAnything() {
    return scaling.maximumReplicas() > 0 && !weights.isEmpty();
  }

  public Deployment withScaling(Scaling other) {
    return new Deployment(weights, other, batching, traffic);
  }
}
