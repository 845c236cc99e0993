package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;

/**
 * When evaluations on the way end a job before its last step.
 *
 * @param metric that has to get better
 * @param patience how many evaluations in a row may be no better than the best one; the last of
 *     them ends the training
 * @param minimumChange by how much an evaluation has to be better than the best one to count
 */
public record EarlyStopping(Metric metric, int patience, double minimumChange) {
  public EarlyStopping {
    requireNonNull(metric, "metric is null");
    new Expectations()
        .require(patience >= 1, "patience of 1 or more evaluations", patience)
        .require(
            minimumChange >= 0 && Double.isFinite(minimumChange),
            "minimumChange of 0 or more",
            minimumChange)
        .check();
  }
}
