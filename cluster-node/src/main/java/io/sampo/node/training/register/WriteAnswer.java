package io.sampo.node.training.register;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.step.RegisterRow;

/** A decided compare-and-set. Undecided ones are exceptions. */
public sealed interface WriteAnswer {

  /** The row was written by this attempt. */
  record Applied() implements WriteAnswer {}

  /** This attempt did not and will not write; the register held this row a little later. */
  record Refused(RegisterRow current) implements WriteAnswer {
    public Refused {
      requireNonNull(current, "current is null");
    }
  }
}
