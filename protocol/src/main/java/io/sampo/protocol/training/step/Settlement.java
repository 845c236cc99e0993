package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

/**
 * How the row of a generation ended the generation before it. It settles only the generation and
 * step that it names.
 */
public sealed interface Settlement {

  /** The step that was open is committed with this result. */
  record Committed(GenerationStep step, Digest digest) implements Settlement {
    public Committed {
      requireNonNull(step, "step is null");
      requireNonNull(digest, "digest is null");
    }
  }

  /** The step that was open has no result; it is tried again. */
  record Retreated(GenerationStep step) implements Settlement {
    public Retreated {
      requireNonNull(step, "step is null");
    }
  }

  /**
   * Nobody was left to ask: the members start from the checkpoint of the row. Also the settlement
   * of the first row of a job, whose checkpoint is step 0.
   */
  record Restored() implements Settlement {}
}
