package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;

/**
 * When evaluations on the way end a job before its last step.
 *
 * @param metric that has to get better
 * @param patience how many evaluations in a row may be no better than the best one; the last of
 *     them ends the training
 * @param minimumChange by how much more than this an evaluation has to be better than the best one
 *     before it to count
 */
public record EarlyStopping(Metric metric, int patience, double minimumChange) {
  /** What decides is the curve of a job's evaluations, which is not longer than one more. */
  public static final int LARGEST_PATIENCE = JobEvaluations.LONGEST_CURVE - 1;

  public EarlyStopping {
    requireNonNull(metric, "metric is null");
    new Expectations()
        .require(
            patience >= 1 && patience <= LARGEST_PATIENCE,
            "patience of 1 to " + LARGEST_PATIENCE + " evaluations",
            patience)
        .require(
            minimumChange >= 0 && Double.isFinite(minimumChange),
            "minimumChange of 0 or more",
            minimumChange)
        .check();
  }
}
