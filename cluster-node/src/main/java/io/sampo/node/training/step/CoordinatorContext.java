package io.sampo.node.training.step;

import io.sampo.node.training.step.ChangeIntent.Verdict;
import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.WriteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What all phases of one coordinator share. */
final class CoordinatorContext {
  private final JobId job;
  private final CoordinatorIncarnation self;
  private final StepPlan plan;
  private final StepSettings settings;
  private final StepRules rules;
  private final Candidates candidates;
  private final CheckpointClock checkpoints;
  private final AnomalyWatch anomalies;
  private final EvaluationHold evaluations;
  private Optional<Fallback> fallback = Optional.empty();
  private List<CoordinatorAction> actions = new ArrayList<>();
  private Optional<Checkpoint.Stored> unpublished = Optional.empty();
  private Optional<GenerationStep> divided = Optional.empty();
  private Verdict verdict = Verdict.BY_ANSWERS;
  private boolean hasLed;
  private boolean pauseWanted;
  private boolean releaseWanted;
  private long attempts;

  CoordinatorContext(
      JobId job,
      CoordinatorIncarnation self,
      StepPlan plan,
      StepSettings settings,
      AnomalyPolicy policy,
      StepRules rules) {
    this.job = job;
    this.self = self;
    this.plan = plan;
    this.settings = settings;
    this.rules = rules;
    this.candidates = new Candidates(settings.start());
    this.checkpoints = new CheckpointClock(plan);
    this.anomalies = new AnomalyWatch(this, policy);
    this.evaluations = new EvaluationHold(plan);
  }

  JobId job() {
    return job;
  }

  CoordinatorIncarnation self() {
    return self;
  }

  /** The plan of the job as it was submitted; each generation has its own. */
  StepPlan plan() {
    return plan;
  }

  StepSettings settings() {
    return settings;
  }

  boolean hold(StepRules.Clause clause) {
    return rules.hold(clause);
  }

  StepRules rules() {
    return rules;
  }

  Candidates candidates() {
    return candidates;
  }

  CheckpointClock checkpoints() {
    return checkpoints;
  }

  AnomalyWatch anomalies() {
    return anomalies;
  }

  EvaluationHold evaluations() {
    return evaluations;
  }

  void fallBackTo(Fallback readable) {
    fallback = Optional.of(readable);
  }

  /** What a generation is restored from, where the register names this one. */
  Checkpoint readable(Checkpoint registered) {
    return fallback.map(other -> other.of(registered)).orElse(registered);
  }

  WriteId nextAttempt() {
    attempts++;
    return new WriteId(self, attempts);
  }

  void act(CoordinatorAction action) {
    actions.add(action);
  }

  void send(Collection<WorkerIncarnation> workers, StepOrder order) {
    workers.forEach(worker -> act(new CoordinatorAction.Send(worker, order)));
  }

  List<CoordinatorAction> takeActions() {
    List<CoordinatorAction> taken = actions;
    actions = new ArrayList<>();
    return taken;
  }

  boolean hasLed() {
    return hasLed;
  }

  void led() {
    hasLed = true;
  }

  boolean isPauseWanted() {
    return pauseWanted;
  }

  boolean isReleaseWanted() {
    return releaseWanted;
  }

  void wantRelease() {
    releaseWanted = true;
  }

  void wantPause() {
    pauseWanted = true;
  }

  /**
   * Remembers a step that members voted differently on. A second time without anybody to blame
   * means that the state itself differs.
   */
  void divided(GenerationStep step, Collection<WorkerIncarnation> oddOnes) {
    boolean again = divided.filter(before -> before.step() == step.step()).isPresent();
    verdict = again && oddOnes.isEmpty() ? Verdict.RESTORE : Verdict.RETREAT;
    divided = Optional.of(step);
    act(new CoordinatorAction.Diverged(step, List.copyOf(oddOnes)));
  }

  /** What this coordinator knows about the open step of a generation. */
  Verdict verdictOn(long generation) {
    boolean knows = divided.filter(step -> step.generation() == generation).isPresent();
    return knows && hold(Clause.MISMATCH_IS_SETTLED_BY_ITS_COORDINATOR)
        ? verdict
        : Verdict.BY_ANSWERS;
  }

  Optional<Checkpoint.Stored> unpublished() {
    return unpublished;
  }

  void publishLater(Checkpoint.Stored checkpoint) {
    unpublished = Optional.of(checkpoint);
  }

  void discard(Checkpoint.Stored checkpoint) {
    unpublished = Optional.empty();
    act(new CoordinatorAction.CheckpointDiscarded(checkpoint));
  }

  /** Reports the checkpoint that waits as published if this decided row names it. */
  void confirmCheckpoint(RegisterRow decided) {
    unpublished.filter(decided.checkpoint()::equals).ifPresent(this::confirm);
  }

  /**
   * As {@link #confirmCheckpoint}, where no write of the checkpoint can land any more. It is
   * discarded only if the row shows that it never landed; where a later checkpoint may have
   * replaced it, nothing is claimed.
   */
  void closeCheckpoint(RegisterRow decided) {
    confirmCheckpoint(decided);
    unpublished
        .filter(waiting -> decided.checkpoint().step() < waiting.step())
        .ifPresent(this::discard);
    unpublished = Optional.empty();
  }

  private void confirm(Checkpoint.Stored checkpoint) {
    unpublished = Optional.empty();
    act(new CoordinatorAction.CheckpointPublished(checkpoint));
  }
}
