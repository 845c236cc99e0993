package io.sampo.node.training.register;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.WriteId;

/** What the register must hold for a compare-and-set to be applied. */
public sealed interface Expected {

  static Expected of(RegisterRow current) {
    return new Present(current.generation(), current.writeId());
  }

  /** No row: the job is new. */
  record Absent() implements Expected {}

  /** Exactly this write of this generation. */
  record Present(long generation, WriteId writeId) implements Expected {
    public Present {
      requireNonNull(writeId, "writeId is null");
    }
  }
}
