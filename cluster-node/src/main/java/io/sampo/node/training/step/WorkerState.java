package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Staging;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the parameters of a worker stand, what it voted, and what is being reduced. */
final class WorkerState {
  private final AnomalyJudge judge;
  private final StepRules rules;
  private Optional<CommittedStep> applied = Optional.empty();
  private Optional<StepVote> vote = Optional.empty();
  private Optional<StepStart> reducing = Optional.empty();

  WorkerState(AnomalyJudge judge, StepRules rules) {
    this.judge = judge;
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
    return vote.map(StepVote::staging).orElseGet(Staging.Empty::new);
  }

  Optional<GenerationStep> reducing() {
    return reducing.map(StepStart::step);
  }

  /** What was voted on this step since the last apply. */
  Optional<StepVote> vote(GenerationStep step) {
    return vote.filter(given -> given.step().equals(step));
  }

  boolean isAt(CommittedStep step) {
    return applied.filter(step::equals).isPresent();
  }

  boolean isPrepared(GenerationStep step, Digest digest) {
    return vote(step).filter(given -> given.kept() && given.digest().equals(digest)).isPresent();
  }

  void startReducing(StepStart start) {
    reducing = Optional.of(start);
  }

  /** Whether that was being reduced. */
  boolean stopReducing(GenerationStep step) {
    boolean was = reducing().filter(step::equals).isPresent();
    if (was) {
      reducing = Optional.empty();
    }
    return was;
  }

  /** Votes on what was reduced, if it is what was asked for; keeps it if it may be committed. */
  boolean stage(WorkerEvent.StagingReady ready, Consumer<WorkerAction> actions) {
    double bound = reducing.map(StepStart::lossBound).orElse(Double.POSITIVE_INFINITY);
    if (!stopReducing(ready.step())) {
      return false;
    }
    Optional<Anomaly> anomaly = judge.judge(ready.step(), ready.loss(), ready.finite(), bound);
    Digest sound = digest(ready);
    Digest digest = anomaly.map(sound::with).orElse(sound);
    boolean kept = anomaly.filter(found -> judge.actionOn(found) != AnomalyAction.SKIP).isEmpty();
    vote = Optional.of(new StepVote(ready.step(), digest, ready.loss(), anomaly, kept));
    if (!kept) {
      actions.accept(new WorkerAction.Drop(ready.step()));
    }
    return true;
  }

  private Digest digest(WorkerEvent.StagingReady ready) {
    return rules.hold(Clause.DIGEST_IS_A_CHAIN)
        ? applied().digest().next(ready.reduced(), ready.state())
        : Digest.START.next(ready.reduced(), 0);
  }

  /** Applies what is staged, or skips it. */
  void apply(Consumer<WorkerAction> actions) {
    vote.filter(StepVote::kept)
        .ifPresent(
            decided -> {
              GenerationStep step = decided.step();
              applied = Optional.of(new CommittedStep(step.step(), decided.digest()));
              vote = Optional.empty();
              actions.accept(
                  decided.isSkip() ? new WorkerAction.Skip(step) : new WorkerAction.Apply(step));
            });
  }

  /** The full state of a peer. */
  void replace(CommittedStep fetched) {
    applied = Optional.of(fetched);
    vote = Optional.empty();
  }

  /** Goes to the base of the row; false where no way leads there. */
  boolean install(RegisterRow row, Consumer<WorkerAction> actions) {
    reducing().ifPresent(step -> actions.accept(new WorkerAction.Abandon(step)));
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
    vote.filter(StepVote::kept)
        .ifPresent(kept -> actions.accept(new WorkerAction.Drop(kept.step())));
    vote = Optional.empty();
  }

  @Override
  public String toString() {
    return "applied [%s], staged [%s]"
        .formatted(applied.map(CommittedStep::toString).orElse("nothing"), staging());
  }
}
