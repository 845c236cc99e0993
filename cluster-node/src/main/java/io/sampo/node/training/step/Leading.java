package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a generation: opens steps, counts votes, commits, renews. Is in one of three states: a step
 * is open; the group holds at a barrier for joiners; or it holds behind the last step that is
 * wanted (of the job, before a pause, or before an evaluation), whose checkpoint and then whose
 * evaluation are awaited (neither open nor barrier).
 */
final class Leading extends CoordinatorPhase {
  private final Collection<WorkerIncarnation> formerMembers;
  private final LeaseKeeper lease;
  private final StepPlan plan;
  private final Set<WorkerIncarnation> leaving = new HashSet<>();
  private CommittedStep last;
  private Optional<OpenStep> open = Optional.empty();
  private Optional<Barrier> barrier = Optional.empty();
  private Optional<StepOrder> decision = Optional.empty();
  private Instant resendAt = Instant.MAX;
  private Instant stallAt = Instant.MAX;

  /**
   * Begins with a row that the register holds.
   *
   * @param formerMembers also told of the row, because it may leave them out
   * @param sentAt a moment before the row was sent to the register
   */
  Leading(
      CoordinatorContext context,
      RegisterRow row,
      Collection<WorkerIncarnation> formerMembers,
      Instant sentAt) {
    super(context);
    this.formerMembers = formerMembers;
    this.lease = new LeaseKeeper(context, row, sentAt);
    this.plan = context.plan().behind(row.rollBacks());
    this.last = row.base();
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    RegisterRow row = lease.row();
    context.led();
    context.checkpoints().start(now);
    context.anomalies().beginAfter(row.base().step());
    context.evaluations().follow(plan);
    context.closeCheckpoint(row);
    context.act(new CoordinatorAction.GenerationOpened(row));
    StepOrder install = standing(isLastWanted() ? hold() : openNext(now));
    Set<WorkerIncarnation> leftOut = new LinkedHashSet<>(formerMembers);
    leftOut.removeAll(row.members());
    context.send(leftOut, install);
    decide(install, now);
    return this;
  }

  @Override
  CoordinatorPhase onReport(StepReport report, Instant now) {
    if (report instanceof StepReport.Prepared vote) {
      return onVote(vote.worker(), StepVote.of(vote), now);
    }
    if (report instanceof StepReport.Anomalous vote) {
      return onVote(vote.worker(), StepVote.of(vote), now);
    }
    if (report instanceof StepReport.Aborted aborted) {
      boolean isOpen = open.filter(step -> step.step().equals(aborted.step())).isPresent();
      return isOpen ? repair() : this;
    }
    if (report instanceof StepReport.CaughtUp joiner) {
      barrier.ifPresent(waiting -> waiting.onCaughtUp(joiner));
      return evaluate(now);
    }
    if (report instanceof StepReport.Leaving leaver && row().hasMember(leaver.worker())) {
      leaving.add(leaver.worker());
    }
    if (report instanceof StepReport.CheckpointWritten written) {
      lease.offer(written, last.step());
    }
    return this;
  }

  private CoordinatorPhase onVote(WorkerIncarnation voter, StepVote vote, Instant now) {
    open.filter(step -> isFor(step, vote.step())).ifPresent(step -> step.vote(voter, vote));
    return evaluate(now);
  }

  @Override
  CoordinatorPhase onWorkerLost(WorkerIncarnation worker, Instant now) {
    return row().hasMember(worker) ? repair() : this;
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    Optional<RegisterRow> replaced = lease.on(event, now);
    if (replaced.isPresent()) {
      return new SteppedDown(context, row().members(), replaced.get());
    }
    if (open.isEmpty() && barrier.isEmpty()) {
      CoordinatorPhase next = afterHold(now);
      if (next != this) {
        return next;
      }
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(stallAt)) {
      return repair();
    }
    if (event instanceof CoordinatorEvent.Tick && !now.isBefore(resendAt)) {
      resend(now);
    }
    return evaluate(now);
  }

  @Override
  CoordinatorPhase release() {
    return release(row());
  }

  /** What becomes of a group that holds, now that what it waits for may have come. */
  private CoordinatorPhase afterHold(Instant now) {
    if (!isLastWanted()) {
      decide(standing(openNext(now)), now);
      return this;
    }
    boolean isPublished = row().checkpoint().step() == last.step();
    boolean isDue = context.evaluations().isDue(last.step());
    // Where a pause is wanted, whoever goes on from the checkpoint has it evaluated.
    if (isDue && !context.isPauseWanted()) {
      if (isPublished || !context.hold(Clause.EVALUATED_STEPS_ARE_PUBLISHED)) {
        askForEvaluation();
      }
      return this;
    }
    if (!isPublished) {
      return this;
    }
    return context.evaluations().isOver(last.step())
        ? new Completed(context, row())
        : new Releasing(context, row(), new CoordinatorAction.Paused(row().checkpoint()));
  }

  /** Members that evaluate do not stall; whoever is asked has a deadline of its own. */
  private void askForEvaluation() {
    context
        .evaluations()
        .question(row(), last.step())
        .ifPresent(
            due -> {
              stallAt = Instant.MAX;
              context.act(due);
            });
  }

  private CoordinatorPhase evaluate(Instant now) {
    if (open.filter(step -> step.missing().isEmpty() && step.isDivided()).isPresent()) {
      return repair();
    }
    Optional<StepVote> result = open.flatMap(step -> step.result(context.rules()));
    if (result.isPresent() && lease.mayCommit(now)) {
      return context
          .anomalies()
          .leaveAt(result.get(), row(), leaving)
          .orElseGet(() -> commit(result.get(), now));
    }
    return barrier.filter(waiting -> waiting.isOver(now)).isPresent() ? endBarrier(now) : this;
  }

  private CoordinatorPhase commit(StepVote result, Instant now) {
    GenerationStep committed = open.orElseThrow().step();
    last = new CommittedStep(committed.step(), result.digest());
    context.act(new CoordinatorAction.StepCommitted(committed, result.digest()));
    context.anomalies().committed(result);
    context.candidates().removeAll(row().members());
    boolean changes = !leaving.isEmpty() || !context.candidates().isEmpty();
    decide(standing(isLastWanted() || changes ? hold() : openNext(now)), now);
    if (isLastWanted()) {
      return this;
    }
    if (!leaving.isEmpty()) {
      return regroup(leaving, Map.of());
    }
    if (!context.candidates().isEmpty()) {
      beginBarrier(committed, now);
    }
    return this;
  }

  private NextStep hold() {
    open = Optional.empty();
    stallAt = Instant.MAX;
    return new NextStep.Hold();
  }

  private NextStep.StepStart openNext(Instant now) {
    GenerationStep next = new GenerationStep(row().generation(), last.step() + 1);
    open = Optional.of(new OpenStep(next, row().members()));
    stallAt = now.plus(context.settings().patience().stallAfter());
    return new NextStep.StepStart(
        context.job(),
        next,
        plan.range(next.step()),
        row().members(),
        context.anomalies().lossBound());
  }

  /** What the group stands at, also for members that it did not reach before, and what is next. */
  private StepOrder standing(NextStep next) {
    if (last.equals(row().base())) {
      return new StepOrder.Install(context.self(), row(), next);
    }
    GenerationStep at = new GenerationStep(row().generation(), last.step());
    return new StepOrder.Commit(context.self(), at, last.digest(), next);
  }

  /** Tells all members what was decided, and one of them to write it down where that is due. */
  private void decide(StepOrder order, Instant now) {
    decision = Optional.of(order);
    resendAt = now.plus(context.settings().patience().resendAfter());
    context.send(row().members(), order);
    if (isAwaitingCheckpoint()) {
      stallAt = now.plus(context.settings().patience().checkpointWithin());
    }
    boolean isDue = isAwaitingCheckpoint() || context.checkpoints().isDue(last.step(), now);
    if (isDue && last.step() > row().checkpoint().step()) {
      context.checkpoints().asked(now);
      requestCheckpoint();
    }
  }

  private void requestCheckpoint() {
    StepOrder order = new StepOrder.WriteCheckpoint(context.self(), row().generation());
    context.send(row().members().subList(0, 1), order);
  }

  private void resend(Instant now) {
    resendAt = now.plus(context.settings().patience().resendAfter());
    List<WorkerIncarnation> silent = open.map(OpenStep::missing).orElseGet(row()::members);
    decision.ifPresent(order -> context.send(silent, order));
    barrier.ifPresent(this::sendState);
    if (isAwaitingCheckpoint() && last.step() > row().checkpoint().step()) {
      requestCheckpoint();
    }
  }

  private void beginBarrier(GenerationStep at, Instant now) {
    Instant deadline = now.plus(context.settings().patience().joinWithin());
    Barrier waiting = new Barrier(at, last, context.candidates().all(), deadline);
    barrier = Optional.of(waiting);
    sendState(waiting);
  }

  private void sendState(Barrier waiting) {
    WorkerIncarnation source = row().members().get(0);
    context.send(
        waiting.late(),
        new StepOrder.FetchState(context.self(), waiting.at(), last.digest(), source));
  }

  private CoordinatorPhase endBarrier(Instant now) {
    Barrier over = barrier.orElseThrow();
    barrier = Optional.empty();
    // Whoever was too late offers itself again.
    context.candidates().removeAll(over.asked());
    if (!over.joiners().isEmpty()) {
      return regroup(leaving, over.joiners());
    }
    decide(standing(isLastWanted() ? hold() : openNext(now)), now);
    return this;
  }

  private CoordinatorPhase repair() {
    Optional<OpenStep> divided = open.filter(OpenStep::isDivided);
    List<WorkerIncarnation> oddOnes = divided.map(OpenStep::oddOnes).orElseGet(List::of);
    divided.ifPresent(step -> context.divided(step.step(), oddOnes));
    Set<WorkerIncarnation> without = new HashSet<>(leaving);
    without.addAll(oddOnes);
    return regroup(without, Map.of());
  }

  private CoordinatorPhase regroup(
      Set<WorkerIncarnation> without, Map<WorkerIncarnation, CommittedStep> joiners) {
    ChangeIntent intent =
        new ChangeIntent(context.verdictOn(row().generation()), without, joiners, Optional.empty());
    return new Gathering(context, row(), intent);
  }

  private boolean isFor(OpenStep step, GenerationStep vote) {
    return context.hold(Clause.PREPARED_CARRIES_ITS_GENERATION)
        ? step.step().equals(vote)
        : step.step().step() == vote.step();
  }

  /** Nothing is left to do but to publish where the group stands. */
  private boolean isAwaitingCheckpoint() {
    return isLastWanted() && open.isEmpty() && barrier.isEmpty();
  }

  private boolean isLastWanted() {
    return context.isPauseWanted() || context.evaluations().isHeld(last.step());
  }

  private RegisterRow row() {
    return lease.row();
  }
}
