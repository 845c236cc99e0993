package io.sampo.node.training.step;

import java.time.Instant;

/** The end of a coordinator that was wanted to end and holds nothing any more. */
final class Released extends CoordinatorPhase {
  private final CoordinatorAction last;

  /**
   * @param last what it has to say
   */
  Released(CoordinatorContext context, CoordinatorAction last) {
    super(context);
    this.last = last;
  }

  @Override
  CoordinatorPhase enter(Instant now) {
    context.act(last);
    return this;
  }

  @Override
  CoordinatorPhase release() {
    return this;
  }
}
