package io.sampo.protocol.training;

import io.sampo.protocol.error.Expectations;

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
      new Expectations()
          .require(steps >= 1, "steps of 1 or more", steps)
          .require(factor > 0 && factor <= 1, "a factor above 0 and at most 1", factor)
          .check();
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
      new Expectations()
          .require(steps >= 1, "steps of 1 or more", steps)
          .require(minimum >= 0 && Double.isFinite(minimum), "a minimum of at least 0", minimum)
          .check();
    }
  }
}
