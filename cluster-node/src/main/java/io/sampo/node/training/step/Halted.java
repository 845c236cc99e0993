package io.sampo.node.training.step;

import io.sampo.protocol.training.step.Anomaly;
import java.time.Instant;

/** The end of a coordinator whose job does not go on because of an anomaly. */
final class Halted extends CoordinatorPhase {
  private final Anomaly anomaly;
  private final String reason;

  Halted(CoordinatorContext context, Anomaly anomaly, String reason) {
    super(context);
    this.anomaly = anomaly;
    this.reason = reason;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    context.act(new CoordinatorAction.Halted(anomaly, reason));
    return this;
  }

  @Override
  CoordinatorPhase release() {
    return this;
  }
}
