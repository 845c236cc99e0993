package io.sampo.protocol.training;

import io.sampo.protocol.error.Expectations;

/** What becomes of a gradient, in the form of PyTorch. */
public sealed interface UpdateRule {

  /**
   * {@code torch.optim.SGD} without dampening: {@code v = m v + g; p = p - rate v}, or with
   * Nesterov {@code p = p - rate (g + m v)}.
   *
   * @param momentum at least 0, below 1; 0 for plain descent
   * @param nesterov needs a momentum
   */
  record Sgd(double momentum, boolean nesterov) implements UpdateRule {
    public Sgd {
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException(
            "Expected a momentum of at least 0 and below 1, but was [" + momentum + "]");
      }
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("Expected a momentum above 0 for nesterov, but was [0]");
      }
    }
  }

  /**
   * {@code torch.optim.Adam}, or {@code AdamW} (Kingma and Ba, "Adam", ICLR 2015; Loshchilov and
   * Hutter, "Decoupled Weight Decay Regularization", ICLR 2019).
   *
   * @param beta1 of the mean of gradients; at least 0, below 1
   * @param beta2 of the mean of their squares; at least 0, below 1
   * @param epsilon added to the root of the mean of squares; above 0
   * @param decoupled whether weight decay shrinks parameters instead of changing gradients
   */
  record Adam(double beta1, double beta2, double epsilon, boolean decoupled) implements UpdateRule {
    public static final double DEFAULT_BETA1 = 0.9;
    public static final double DEFAULT_BETA2 = 0.999;
    public static final double DEFAULT_EPSILON = 1e-8;

    public Adam {
      // Epsilon as a float, since a mean of squares of 0 would be divided by one of 0.
      boolean divides = (float) epsilon > 0 && epsilon <= Float.MAX_VALUE;
      new Expectations()
          .require(isShare(beta1), "a beta1 of at least 0 and below 1", beta1)
          .require(isShare(beta2), "a beta2 of at least 0 and below 1", beta2)
          .require(divides, "an epsilon above 0", epsilon)
          .check();
    }

    /** With the usual numbers. */
    public static Adam usual(boolean decoupled) {
      return new Adam(DEFAULT_BETA1, DEFAULT_BETA2, DEFAULT_EPSILON, decoupled);
    }

    private static boolean isShare(double beta) {
      return beta >= 0 && beta < 1;
    }
  }
}
