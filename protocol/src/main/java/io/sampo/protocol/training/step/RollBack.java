package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

/**
 * A job went back to its checkpoint because of an anomaly, and goes on behind the data that led
 * there. Global batches are numbered from 1 in the order of the job's plan.
 *
 * @param firstBatch the first one behind the checkpoint, no longer trained on
 * @param lastBatch that of the anomalous step, the last one no longer trained on
 */
public record RollBack(Anomaly anomaly, long firstBatch, long lastBatch) {
  public RollBack {
    requireNonNull(anomaly, "anomaly is null");
    if (firstBatch < 1 || lastBatch < firstBatch) {
      throw new IllegalArgumentException(
          "Expected batches from 1 in ascending order, but were [%d] to [%d]"
              .formatted(firstBatch, lastBatch));
    }
  }
}
