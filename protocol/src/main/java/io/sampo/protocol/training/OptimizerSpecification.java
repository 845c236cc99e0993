package io.sampo.protocol.training;

/**
 * Stochastic gradient descent with momentum, as PyTorch defines it: {@code v = m v + g; p = p - lr
 * v}.
 *
 * @param learningRate required; above 0
 * @param momentum at least 0, below 1
 */
public record OptimizerSpecification(double learningRate, double momentum) {
  public OptimizerSpecification {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "Expected a learningRate above 0, but was [" + learningRate + "]");
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "Expected a momentum of at least 0 and below 1, but was [" + momentum + "]");
    }
  }
}
