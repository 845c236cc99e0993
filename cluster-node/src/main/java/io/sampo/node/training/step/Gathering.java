package io.sampo.node.training.step;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import io.sampo.protocol.training.step.StepReport.Frozen;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Freezes the members of a row and waits for their answers: the only way from one generation to the
 * next while anybody is left to ask.
 */
final class Gathering extends CoordinatorPhase {
  private final RegisterRow row;
  private final ChangeIntent intent;
  private final Map<WorkerIncarnation, Frozen> answers = new LinkedHashMap<>();
  private final Set<WorkerIncarnation> lost = new HashSet<>();
  private Instant deadline = Instant.MAX;
  private Instant resendAt = Instant.MAX;

  Gathering(CoordinatorContext context, RegisterRow row, ChangeIntent intent) {
    super(context);
    this.row = row;
    this.intent = intent;
  }

  /** Ends the generation of that row without wanting anything in particular. */
  static Gathering repair(CoordinatorContext context, RegisterRow row) {
    return new Gathering(context, row, ChangeIntent.repair(context.verdictOn(row.generation())));
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    deadline = now.plus(context.settings().patience().answerWithin());
    ask(now);
    return this;
  }

  @Override
  CoordinatorPhase onReport(StepReport report, Instant now) {
    if (report instanceof Frozen answer && counts(answer)) {
      answers.put(answer.worker(), answer);
      return decideIf(unanswered().isEmpty());
    }
    return this;
  }

  @Override
  CoordinatorPhase onWorkerLost(WorkerIncarnation worker, Instant now) {
    lost.add(worker);
    return decideIf(unanswered().isEmpty());
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    if (!(event instanceof CoordinatorEvent.Tick)) {
      return this;
    }
    if (!now.isBefore(resendAt)) {
      ask(now);
    }
    return decideIf(!now.isBefore(deadline));
  }

  @Override
  CoordinatorPhase release() {
    return release(row);
  }

  private boolean counts(Frozen answer) {
    boolean sameGeneration =
        answer.generation() == row.generation()
            || !context.hold(Clause.PREPARED_CARRIES_ITS_GENERATION);
    return sameGeneration && row.hasMember(answer.worker());
  }

  private void ask(Instant now) {
    resendAt = now.plus(context.settings().patience().resendAfter());
    context.send(unanswered(), new StepOrder.Freeze(context.self(), row));
  }

  private List<WorkerIncarnation> unanswered() {
    return row.members().stream()
        .filter(member -> !answers.containsKey(member) && !lost.contains(member))
        .toList();
  }

  private CoordinatorPhase decideIf(boolean complete) {
    if (!complete) {
      return this;
    }
    if (answers.isEmpty()) {
      return new Reviving(context, row);
    }
    Proposal proposal = Settle.nextGeneration(context.rules(), row, answers.values(), intent);
    return new Opening(context, Optional.of(row), proposal);
  }
}
