package io.sampo.node.training.step;

import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Behind which steps a group holds to be evaluated, and what was decided there. A decision is about
 * a published step, which is never void, so it outlives the generations of its coordinator; another
 * coordinator asks again, and has to be answered the same.
 */
final class EvaluationHold {
  private StepPlan plan;
  private Optional<GenerationStep> asked = Optional.empty();
  private OptionalLong end = OptionalLong.empty();
  private long decided;

  EvaluationHold(StepPlan plan) {
    this.plan = plan;
  }

  /** A generation begins whose plan may end earlier than that of the one before. */
  void follow(StepPlan ofGeneration) {
    plan = ofGeneration;
  }

  void goOn(long step) {
    decided = Math.max(decided, step);
  }

  void endHere(long step) {
    goOn(step);
    end = OptionalLong.of(step);
  }

  /** Whether nobody has decided about this step, though somebody has to before the next begins. */
  boolean isDue(long step) {
    return plan.isEvaluation(step) && step > decided;
  }

  /** Whether this step, decided about where that has to be, is the last one. */
  boolean isOver(long step) {
    return isEnd(step) && !isDue(step);
  }

  /** Whether no step may begin behind this one, be it for now or for ever. */
  boolean isHeld(long step) {
    return isEnd(step) || isDue(step);
  }

  private boolean isEnd(long step) {
    return step == plan.lastStep() || end.equals(OptionalLong.of(step));
  }

  /** What to ask about a step that the row has published; empty if that generation was asked. */
  Optional<CoordinatorAction.EvaluationDue> question(RegisterRow row, long step) {
    GenerationStep at = new GenerationStep(row.generation(), step);
    if (asked.filter(at::equals).isPresent()
        || !(row.checkpoint() instanceof Checkpoint.Stored stored)) {
      return Optional.empty();
    }
    asked = Optional.of(at);
    return Optional.of(new CoordinatorAction.EvaluationDue(at, stored));
  }
}
