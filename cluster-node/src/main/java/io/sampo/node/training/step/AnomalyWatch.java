package io.sampo.node.training.step;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.Optional;
import java.util.Set;

/**
 * What a coordinator knows of anomalies: the bound that its members judge by, and what follows from
 * one that all of them have found. Outlives the generations of its coordinator; another coordinator
 * begins with an empty window. Not thread-safe.
 */
final class AnomalyWatch {
  /** A job that has gone back so often does not get over it by leaving out data. */
  static final int MOST_ROLL_BACKS = 10;

  /** Parameters that are not finite stay so, whatever is skipped. */
  static final int MOST_SKIPS_IN_A_ROW = 100;

  private final CoordinatorContext context;
  private final AnomalyJudge judge;
  private final LossWindow window;
  private int skipsInARow;

  AnomalyWatch(CoordinatorContext context, AnomalyPolicy policy) {
    this.context = context;
    this.judge = new AnomalyJudge(policy);
    this.window = new LossWindow(Optional.ofNullable(policy.spike()));
  }

  double lossBound() {
    return window.bound();
  }

  /** A generation begins behind this step. */
  void beginAfter(long base) {
    window.goBackTo(base);
  }

  /** Takes note of a committed step. The loss of a skipped one says nothing of what is usual. */
  void committed(StepVote result) {
    if (!result.isSkip()) {
      skipsInARow = 0;
      window.add(result.step().step(), result.loss());
      return;
    }
    skipsInARow++;
    result.anomaly().map(CoordinatorAction.StepSkipped::new).ifPresent(context::act);
  }

  /**
   * The phase that follows if the step is not to be committed.
   *
   * @param result what all members voted
   * @param leaving members that a next generation does without
   */
  Optional<CoordinatorPhase> leaveAt(
      StepVote result, RegisterRow row, Set<WorkerIncarnation> leaving) {
    return result.anomaly().flatMap(anomaly -> leaveAt(anomaly, row, leaving));
  }

  private Optional<CoordinatorPhase> leaveAt(
      Anomaly anomaly, RegisterRow row, Set<WorkerIncarnation> leaving) {
    return switch (judge.actionOn(anomaly)) {
      case STOP -> Optional.of(halted(anomaly, ""));
      case SKIP ->
          skipsInARow < MOST_SKIPS_IN_A_ROW
              ? Optional.empty()
              : Optional.of(halted(anomaly, ", as in %d steps before it".formatted(skipsInARow)));
      case ROLL_BACK -> Optional.of(rollBack(anomaly, row, leaving));
    };
  }

  private CoordinatorPhase rollBack(
      Anomaly anomaly, RegisterRow row, Set<WorkerIncarnation> leaving) {
    if (row.rollBacks().size() >= MOST_ROLL_BACKS) {
      return halted(anomaly, ", after %d roll-backs".formatted(row.rollBacks().size()));
    }
    boolean isLast =
        anomaly.at().step() == context.plan().behind(row.rollBacks()).lastStep()
            && context.readable(row.checkpoint()).step() == 0;
    return isLast
        ? halted(anomaly, ", and no data is left behind it")
        : new Gathering(context, row, ChangeIntent.rollBack(anomaly, leaving));
  }

  private CoordinatorPhase halted(Anomaly anomaly, String moreover) {
    return new Halted(context, anomaly, anomaly.sentence() + moreover);
  }
}
