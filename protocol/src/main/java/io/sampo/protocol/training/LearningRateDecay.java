package io.sampo.protocol.training;

/**
 * What becomes of a learning rate α after t steps; those of the warm-up do not count, so the first
 * step that decays at all has t = 0.
 */
public sealed interface LearningRateDecay {

  /** α. */
  record Constant() implements LearningRateDecay {}

  /**
   * α · factor^⌊t / steps⌋.
   *
   * @param steps 1 or more
   * @param factor above 0, at most 1
   */
  record Step(long steps, double factor) implements LearningRateDecay {
    public Step {
      requireSteps(steps);
      if (!(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException(
            "Expected a factor above 0 and at most 1, but was [" + factor + "]");
      }
    }
  }

  /**
   * α / (1 + beta · t).
   *
   * @param beta at least 0
   */
  record InverseTime(double beta) implements LearningRateDecay {
    public InverseTime {
      if (!(beta >= 0) || Double.isInfinite(beta)) {
        throw new IllegalArgumentException("Expected a beta of at least 0, but was [" + beta + "]");
      }
    }
  }

  /**
   * Half a period of the cosine from α at t = 0 to the minimum at t = steps, where it stays
   * (Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts).
   *
   * @param steps 1 or more
   * @param minimum at least 0, at most α
   */
  record Cosine(long steps, double minimum) implements LearningRateDecay {
    public Cosine {
      requireSteps(steps);
      if (!(minimum >= 0) || Double.isInfinite(minimum)) {
        throw new IllegalArgumentException(
            "Expected a minimum of at least 0, but was [" + minimum + "]");
      }
    }
  }

  private static void requireSteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("Expected steps of 1 or more, but was [" + steps + "]");
    }
  }
}
