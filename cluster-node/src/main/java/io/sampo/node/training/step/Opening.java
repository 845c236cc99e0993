package io.sampo.node.training.step;

import io.sampo.node.training.register.Expected;
import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the row of the next generation; only the register says whether it is one. */
final class Opening extends CoordinatorPhase {
  private final Optional<RegisterRow> current;
  private final Proposal proposal;
  private Optional<FencedWrite> write = Optional.empty();

  Opening(CoordinatorContext context, Optional<RegisterRow> current, Proposal proposal) {
    super(context);
    this.current = current;
    this.proposal = proposal;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    Expected expected = current.map(Expected::of).orElseGet(Expected.Absent::new);
    FencedWrite first =
        new FencedWrite(
            context, expected, attempt -> proposal.toRow(context, current, attempt), now);
    write = Optional.of(first);
    if (!context.hold(Clause.REGISTER_IS_THE_ONLY_AUTHORITY)) {
      StepOrder early = new StepOrder.Install(context.self(), first.row(), new NextStep.Hold());
      context.send(proposal.members(), early);
    }
    return this;
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    FencedWrite attempt = write.orElseThrow();
    FencedWrite.Result result = attempt.on(event, now);
    if (result instanceof FencedWrite.Result.Applied applied) {
      proposal.skipped().map(CoordinatorAction.StepSkipped::new).ifPresent(context::act);
      return new Leading(context, applied.row(), formerMembers(), attempt.firstSentAt());
    }
    if (result instanceof FencedWrite.Result.Refused refused) {
      return onRefused(refused.current());
    }
    if (result instanceof FencedWrite.Result.BelievedLost) {
      return current.map(this::behind).orElseGet(() -> new Reading(context));
    }
    return this;
  }

  /** Once the register has decided. */
  @Override
  CoordinatorPhase release() {
    return this;
  }

  private CoordinatorPhase onRefused(RegisterRow actual) {
    if (actual.generation() == proposal.generation() - 1) {
      // Only renewed meanwhile. The promises still bind, but a lease has to be waited for anew.
      return proposal.isRestored() && !proposal.isRollBack()
          ? new Reviving(context, actual)
          : new Opening(context, Optional.of(actual), proposal);
    }
    return context.hasLed() ? new SteppedDown(context, formerMembers(), actual) : behind(actual);
  }

  private List<WorkerIncarnation> formerMembers() {
    return current.map(RegisterRow::members).orElseGet(List::of);
  }
}
