package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelVersion;

/**
 * A training job as somebody submits it.
 *
 * @param model the TorchScript module to begin from
 * @param dataset to train on
 * @param globalBatchSize samples of one step over all workers; the last batch of an epoch may be
 *     smaller
 * @param epochs passes over the data
 * @param maximumSteps stop after so many steps even within an epoch; 0 means no limit
 * @param seed of the order of samples and of everything random in the module
 * @param checkpoints when they are taken and which are kept
 * @param evaluationDataset held-out data, which no worker trains on; null for none
 * @param promotion null for none; needs an evaluation dataset
 */
public record JobSpecification(
    ModelVersion model,
    DatasetName dataset,
    Loss loss,
    OptimizerSpecification optimizer,
    int globalBatchSize,
    int epochs,
    long maximumSteps,
    long seed,
    WorkerRange workers,
    CheckpointPolicy checkpoints,
    DatasetName evaluationDataset,
    Promotion promotion)
    implements WireMessage {
  public JobSpecification {
    requireNonNull(model, "model is null");
    requireNonNull(dataset, "dataset is null");
    requireNonNull(loss, "loss is null");
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(workers, "workers is null");
    requireNonNull(checkpoints, "checkpoints is null");
    require(globalBatchSize >= 1, "globalBatchSize of 1 or more", globalBatchSize);
    require(epochs >= 1, "epochs of 1 or more", epochs);
    require(maximumSteps >= 0, "maximumSteps of 0 or more", maximumSteps);
    if (promotion != null && evaluationDataset == null) {
      throw new IllegalArgumentException(
          "Expected an evaluationDataset for the promotion to ["
              + promotion.model()
              + "], but got none");
    }
    if (dataset.equals(evaluationDataset)) {
      throw new IllegalArgumentException(
          "Expected an evaluationDataset other than the training dataset, but both are ["
              + dataset
              + "]");
    }
  }

  private static void require(boolean holds, String expectation, long value) {
    if (!holds) {
      throw new IllegalArgumentException("Expected " + expectation + ", but was [" + value + "]");
    }
  }
}
