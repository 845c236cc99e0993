package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

/** Whether a worker holds the reduced gradients of a step that it voted for. */
public sealed interface Staging {

  /** Nothing was voted for since the last apply. */
  record Empty() implements Staging {}

  /**
   * Voted for and kept; the generation is part of it, because steps are tried again.
   *
   * @param skipped the anomaly because of which the step is to change nothing, or null
   */
  record Held(GenerationStep step, Digest digest, Anomaly skipped) implements Staging {
    public Held {
      requireNonNull(step, "step is null");
      requireNonNull(digest, "digest is null");
    }
  }
}
