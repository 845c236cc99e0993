package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;
import io.sampo.protocol.id.DatasetName;

/**
 * What a job is evaluated on, and when. The last step always is evaluated.
 *
 * @param dataset held-out data, which no worker trains on
 * @param everySteps also after each of so many steps, each of which also is a checkpoint; 0 for
 *     only at the end
 * @param earlyStopping null to train to the end whatever the evaluations say; needs evaluations on
 *     the way
 */
public record EvaluationPolicy(DatasetName dataset, int everySteps, EarlyStopping earlyStopping) {
  public EvaluationPolicy {
    requireNonNull(dataset, "dataset is null");
    requireInterval(everySteps);
    new Expectations()
        .require(
            earlyStopping == null || everySteps != 0,
            "everySteps of 1 or more for earlyStopping",
            everySteps)
        .check();
  }

  /** Checks what needs no other part of the policy. */
  public static void requireInterval(int everySteps) {
    new Expectations().require(everySteps >= 0, "everySteps of 0 or more", everySteps).check();
  }

  public static EvaluationPolicy atEnd(DatasetName dataset) {
    return new EvaluationPolicy(dataset, 0, null);
  }
}
