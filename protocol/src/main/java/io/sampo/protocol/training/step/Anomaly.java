package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

/**
 * A step whose reduced result is not to be trained on as it is. All members see the same, because
 * they hold the same bits and judge by the same bound.
 *
 * @param at the step, and the generation that computed it
 * @param loss mean over the global batch
 * @param bound the highest loss that would have been none; positive infinity where there was none
 */
public record Anomaly(GenerationStep at, AnomalyKind kind, double loss, double bound) {
  public Anomaly {
    requireNonNull(at, "at is null");
    requireNonNull(kind, "kind is null");
  }

  /** What happened, as a sentence without a period. */
  public String sentence() {
    if (kind == AnomalyKind.SPIKE) {
      return "Loss %s was above %s at step %d".formatted(loss, bound, at.step());
    }
    return Double.isFinite(loss)
        ? "The gradient was not finite at step %d".formatted(at.step())
        : "Loss was %s at step %d".formatted(loss, at.step());
  }
}
