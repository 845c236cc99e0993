package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.Staging;
import io.sampo.protocol.training.step.StepReport;
import java.util.Optional;

/**
 * What a member says of the open step.
 *
 * @param digest covers the anomaly, too: members that see different ones vote differently
 * @param loss mean over the global batch
 * @param kept whether the result lies in staging and can be committed
 */
record StepVote(
    GenerationStep step, Digest digest, double loss, Optional<Anomaly> anomaly, boolean kept) {
  StepVote {
    requireNonNull(step, "step is null");
    requireNonNull(digest, "digest is null");
    requireNonNull(anomaly, "anomaly is null");
    if (!kept && anomaly.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected step [" + step + "] to be kept, or an anomaly, but there was neither");
    }
  }

  static StepVote of(StepReport.Prepared vote) {
    return new StepVote(
        vote.step(), vote.digest(), vote.loss(), Optional.ofNullable(vote.skipped()), true);
  }

  static StepVote of(StepReport.Anomalous vote) {
    Anomaly anomaly = vote.anomaly();
    return new StepVote(anomaly.at(), vote.digest(), anomaly.loss(), Optional.of(anomaly), false);
  }

  /** Whether a commit counts the step and changes nothing else. */
  boolean isSkip() {
    return kept && anomaly.isPresent();
  }

  Staging staging() {
    return kept ? new Staging.Held(step, digest, anomaly.orElse(null)) : new Staging.Empty();
  }

  StepReport report(WorkerIncarnation voter) {
    return kept
        ? new StepReport.Prepared(voter, step, digest, loss, anomaly.orElse(null))
        : new StepReport.Anomalous(voter, digest, anomaly.orElseThrow());
  }
}
