package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

/**
 * What a job does when its numbers go wrong.
 *
 * @param nonFinite at a loss or a gradient that is infinite or no number
 * @param spike at a loss far above those before it; null for nothing
 */
public record AnomalyPolicy(AnomalyAction nonFinite, LossSpike spike) {
  /** Parameters that are no numbers are worth nothing: training on would only hide it. */
  public static final AnomalyPolicy DEFAULT = new AnomalyPolicy(AnomalyAction.STOP, null);

  public AnomalyPolicy {
    requireNonNull(nonFinite, "nonFinite is null");
  }
}
