package io.sampo.node.training.step.simulation;

import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.step.StepRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The batches of a schedule that no member can train on as they are, and what the job wants done
 * about them. A batch is bad whenever it is trained on, from whatever state.
 */
record BadData(AnomalyPolicy policy, Map<StepRange, Kind> batches) {

  /** How a batch is bad. */
  enum Kind {
    LOSS_IS_NAN,
    GRADIENT_IS_INFINITE,
    LOSS_IS_HIGH
  }

  private static final List<AnomalyAction> ACTIONS =
      List.of(
          AnomalyAction.SKIP,
          AnomalyAction.SKIP,
          AnomalyAction.ROLL_BACK,
          AnomalyAction.ROLL_BACK,
          AnomalyAction.STOP);

  BadData {
    batches = Map.copyOf(batches);
  }

  static BadData draw(Chance chance) {
    LossSpike spike = chance.with(0.5) ? new LossSpike(chance.oneOf(ACTIONS), 3, 3) : null;
    AnomalyPolicy policy = new AnomalyPolicy(chance.oneOf(ACTIONS), spike);
    Map<StepRange, Kind> batches = new HashMap<>();
    int wanted = chance.between(0, 3);
    for (int i = 0; i < wanted; i++) {
      int batch = chance.between(1, (int) Simulation.PLAN.lastStep());
      batches.put(Simulation.PLAN.range(batch), chance.oneOf(List.of(Kind.values())));
    }
    return new BadData(policy, batches);
  }

  double loss(StepRange batch) {
    Kind kind = batches.get(batch);
    if (kind == Kind.LOSS_IS_NAN) {
      return Double.NaN;
    }
    return kind == Kind.LOSS_IS_HIGH ? 100 : 1;
  }

  /** Of the gradient. */
  boolean isFinite(StepRange batch) {
    return batches.get(batch) != Kind.GRADIENT_IS_INFINITE;
  }

  /** Whether parameters that this batch was applied to are of no use any more. */
  boolean isPoison(StepRange batch) {
    return !isFinite(batch) || Double.isNaN(loss(batch));
  }
}
