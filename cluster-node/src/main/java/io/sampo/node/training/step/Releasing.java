package io.sampo.node.training.step;

import io.sampo.node.training.register.Expected;
import io.sampo.protocol.training.step.RegisterRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives the job back: writes a generation without members, from which another coordinator begins at
 * once. Without it, the next one would have to wait for a lease, because it cannot know that this
 * one commits nothing any more.
 */
final class Releasing extends CoordinatorPhase {
  private final RegisterRow held;
  private final CoordinatorAction last;
  private Optional<FencedWrite> write = Optional.empty();

  /**
   * @param held by this coordinator
   * @param last what it has to say when the register has decided
   */
  Releasing(CoordinatorContext context, RegisterRow held, CoordinatorAction last) {
    super(context);
    this.held = held;
    this.last = last;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    Optional<RegisterRow> current = Optional.of(held);
    Proposal nobody = Proposal.restored(current, List.of());
    write =
        Optional.of(
            new FencedWrite(
                context,
                Expected.of(held),
                attempt -> nobody.toRow(context, current, attempt),
                now));
    return this;
  }

  @Override
  CoordinatorPhase onEvent(CoordinatorEvent event, Instant now) {
    FencedWrite.Result result = write.orElseThrow().on(event, now);
    if (result instanceof FencedWrite.Result.Applied applied) {
      context.closeCheckpoint(applied.row());
      return new Released(context, last);
    }
    if (result instanceof FencedWrite.Result.Refused refused) {
      RegisterRow actual = refused.current();
      boolean onlyRenewed = actual.generation() == held.generation();
      return onlyRenewed
          ? new Releasing(context, actual, last)
          : new SteppedDown(context, held.members(), actual);
    }
    return result instanceof FencedWrite.Result.BelievedLost
        ? new Releasing(context, held, last)
        : this;
  }

  @Override
  CoordinatorPhase release() {
    return this;
  }
}
