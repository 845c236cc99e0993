package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;

/**
 * What becomes of a trained model.
 *
 * @param model gets the trained parameters as its next version, with the signature of the model
 *     that was trained
 * @param rule for the evaluation; where it is not met nothing is promoted
 * @param deploy whether the promoted version takes over the model's requests
 */
public record Promotion(ModelName model, PromotionRule rule, boolean deploy) {
  public Promotion {
    requireNonNull(model, "model is null");
    requireNonNull(rule, "rule is null");
  }

  /** Without a deployment. */
  public static Promotion byAccuracy(ModelName model, double atLeast) {
    return new Promotion(model, new PromotionRule(Metric.ACCURACY, atLeast), false);
  }
}
