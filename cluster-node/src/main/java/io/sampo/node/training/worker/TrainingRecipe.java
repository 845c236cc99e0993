package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.optimizer.Optimizer;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Loss;

/**
 * What turns samples into parameters.
 *
 * @param inputShape of one sample as the module wants it
 * @param seed of the order of samples and of everything random in the module
 * @param microBatch the most samples of one pass through the module; bounds memory, not the result
 */
record TrainingRecipe(Loss loss, Optimizer optimizer, Shape inputShape, long seed, int microBatch) {
  TrainingRecipe {
    requireNonNull(loss, "loss is null");
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(inputShape, "inputShape is null");
    if (microBatch < 1) {
      throw new IllegalArgumentException(
          "Expected a microBatch of 1 or more, but was [" + microBatch + "]");
    }
  }
}
