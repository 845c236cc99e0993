package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelName;

/**
 * What becomes of a trained model.
 *
 * @param model gets the trained parameters as its next version, with the signature of the model
 *     that was trained
 * @param minimumAccuracy on the evaluation dataset; below it nothing is promoted
 */
public record Promotion(ModelName model, double minimumAccuracy) {
  public Promotion {
    requireNonNull(model, "model is null");
    if (!(minimumAccuracy >= 0 && minimumAccuracy <= 1)) {
      throw new IllegalArgumentException(
          "Expected a minimumAccuracy between 0 and 1, but was [" + minimumAccuracy + "]");
    }
  }
}
