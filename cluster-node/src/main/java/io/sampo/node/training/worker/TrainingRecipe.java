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
 * @param microBatches in which passes a share of samples goes through the module
 */
record TrainingRecipe(
    Loss loss, Optimizer optimizer, Shape inputShape, long seed, MicroBatchPlan microBatches) {
  TrainingRecipe {
    requireNonNull(loss, "loss is null");
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(inputShape, "inputShape is null");
    requireNonNull(microBatches, "microBatches is null");
  }
}
