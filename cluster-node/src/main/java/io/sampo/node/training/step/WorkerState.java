package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the parameters of a worker stand, what lies in staging, and what is being reduced. */
final class WorkerState {
  private final StepRules rules;
  private Optional<CommittedStep> applied = Optional.empty();
  private Staging staging = new Staging.Empty();
  private Optional<GenerationStep> reducing = Optional.empty();

  WorkerState(StepRules rules) {
    this.rules = rules;
  }

  /** The last applied step; a worker without state has none. */
  CommittedStep applied() {
    return applied.orElseThrow(
        () -> new IllegalStateException("Expected a member to hold state, but it has none"));
  }

  /** The number of the last applied step; -1 without state. */
  long step() {
    return applied.map(CommittedStep::step).orElse(-1L);
  }

  Staging staging() {
    return staging;
  }

  Optional<GenerationStep> reducing() {
    return reducing;
  }

  /** The digest that was voted for this step, if it is still in staging. */
  Optional<Digest> vote(GenerationStep step) {
    return staging instanceof Staging.Held held && held.step().equals(step)
        ? Optional.of(held.digest())
        : Optional.empty();
  }

  boolean isAt(CommittedStep step) {
    return applied.filter(step::equals).isPresent();
  }

  boolean isPrepared(GenerationStep step, Digest digest) {
    return vote(step).filter(digest::equals).isPresent();
  }

  void startReducing(GenerationStep step) {
    reducing = Optional.of(step);
  }

  /** Whether that was being reduced. */
  boolean stopReducing(GenerationStep step) {
    boolean was = reducing.filter(step::equals).isPresent();
    if (was) {
      reducing = Optional.empty();
    }
    return was;
  }

  /** Takes over what was reduced, if it is what was asked for. */
  boolean stage(WorkerEvent.StagingReady ready) {
    if (!stopReducing(ready.step())) {
      return false;
    }
    Digest digest =
        rules.hold(Clause.DIGEST_IS_A_CHAIN)
            ? applied().digest().next(ready.reduced(), ready.state())
            : Digest.START.next(ready.reduced(), 0);
    staging = new Staging.Held(ready.step(), digest);
    return true;
  }

  /** Applies what is staged. */
  void apply(Consumer<WorkerAction> actions) {
    if (staging instanceof Staging.Held held) {
      applied = Optional.of(new CommittedStep(held.step().step(), held.digest()));
      staging = new Staging.Empty();
      actions.accept(new WorkerAction.Apply(held.step()));
    }
  }

  /** The full state of a peer. */
  void replace(CommittedStep fetched) {
    applied = Optional.of(fetched);
    staging = new Staging.Empty();
  }

  /** Goes to the base of the row; false where no way leads there. */
  boolean install(RegisterRow row, Consumer<WorkerAction> actions) {
    reducing.ifPresent(step -> actions.accept(new WorkerAction.Abandon(step)));
    reducing = Optional.empty();
    if (row.settles() instanceof Settlement.Restored) {
      drop(actions);
      applied = Optional.of(row.base());
      actions.accept(new WorkerAction.Restore(row.checkpoint()));
      return true;
    }
    if (!rules.hold(Clause.OUTCOME_SETTLES_WHAT_IT_NAMES)) {
      return settleWhateverIsStaged(row, actions);
    }
    GenerationStep before = new GenerationStep(row.generation() - 1, row.base().step());
    if (step() == row.base().step() - 1 && isPrepared(before, row.base().digest())) {
      apply(actions);
    }
    drop(actions);
    return isAt(row.base());
  }

  private boolean settleWhateverIsStaged(RegisterRow row, Consumer<WorkerAction> actions) {
    if (row.settles() instanceof Settlement.Committed) {
      apply(actions);
    }
    drop(actions);
    return step() == row.base().step();
  }

  private void drop(Consumer<WorkerAction> actions) {
    if (staging instanceof Staging.Held held) {
      actions.accept(new WorkerAction.Drop(held.step()));
      staging = new Staging.Empty();
    }
  }

  @Override
  public String toString() {
    return "applied [%s], staged [%s]"
        .formatted(applied.map(CommittedStep::toString).orElse("nothing"), staging);
  }
}
