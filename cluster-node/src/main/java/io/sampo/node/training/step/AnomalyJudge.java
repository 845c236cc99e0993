package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.GenerationStep;
import java.util.Optional;

/**
 * What is an anomaly, and what follows from one by the policy of a job. Judges the reduced step,
 * whose bits all members share, so all of them come to the same end.
 */
record AnomalyJudge(AnomalyPolicy policy) {
  AnomalyJudge {
    requireNonNull(policy, "policy is null");
  }

  /**
   * The anomaly of a reduced step, if it is one.
   *
   * @param loss mean over the global batch
   * @param finite whether every element of the gradient is a finite number
   * @param lossBound that came with the step
   */
  Optional<Anomaly> judge(GenerationStep step, double loss, boolean finite, double lossBound) {
    if (!finite || !Double.isFinite(loss)) {
      return Optional.of(new Anomaly(step, AnomalyKind.NON_FINITE, loss, lossBound));
    }
    return loss > lossBound
        ? Optional.of(new Anomaly(step, AnomalyKind.SPIKE, loss, lossBound))
        : Optional.empty();
  }

  AnomalyAction actionOn(Anomaly anomaly) {
    return switch (anomaly.kind()) {
      case NON_FINITE -> policy.nonFinite();
      case SPIKE -> policy.spike().action();
    };
  }
}
