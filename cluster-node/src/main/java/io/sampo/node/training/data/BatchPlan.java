package io.sampo.node.training.data;

import io.sampo.protocol.training.step.StepRange;

/**
 * Which positions of which epoch a step takes. Every epoch takes every position once; its last step
 * takes what is left, is not padded, and weighs by its true number of samples.
 *
 * @param datasetSize samples of an epoch
 * @param globalBatch samples of a step over all workers
 * @param epochs how often the dataset is passed
 */
public record BatchPlan(long datasetSize, int globalBatch, int epochs) {
  public BatchPlan {
    if (datasetSize < 1 || globalBatch < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "Expected a dataset, a global batch and epochs of at least 1, but was %d, %d and %d"
              .formatted(datasetSize, globalBatch, epochs));
    }
  }

  public long stepsPerEpoch() {
    return (datasetSize + globalBatch - 1) / globalBatch;
  }

  public long totalSteps() {
    return Math.multiplyExact(stepsPerEpoch(), (long) epochs);
  }

  /**
   * The samples of a step.
   *
   * @param step from 1 to {@link #totalSteps}; step 0 is the checkpoint before the first
   */
  public StepRange range(long step) {
    if (step < 1 || step > totalSteps()) {
      throw new IllegalArgumentException(
          "Expected a step from 1 to %d, but was %d".formatted(totalSteps(), step));
    }
    long epoch = (step - 1) / stepsPerEpoch();
    long first = (step - 1) % stepsPerEpoch() * globalBatch;
    int size = (int) Math.min(globalBatch, datasetSize - first);
    return new StepRange(epoch, first, size);
  }

  public boolean endsEpoch(long step) {
    return step > 0 && step % stepsPerEpoch() == 0;
  }
}
