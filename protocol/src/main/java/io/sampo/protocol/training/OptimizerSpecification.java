package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.Expectations;

/**
 * How a training job turns gradients into parameters.
 *
 * @param rule what becomes of a gradient
 * @param learningRate required; above 0; the largest rate of the schedule
 * @param schedule how the rate of a step comes from the learning rate
 * @param weightDecay at least 0; added to the gradient as {@code weightDecay · p} unless the rule
 *     is Adam with decoupled decay, which shrinks parameters by {@code rate · weightDecay}
 * @param clipping applied to the gradient of the global batch before everything else
 */
public record OptimizerSpecification(
    UpdateRule rule,
    double learningRate,
    LearningRateSchedule schedule,
    double weightDecay,
    GradientClipping clipping) {
  public OptimizerSpecification {
    requireNonNull(rule, "rule is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(clipping, "clipping is null");
    requireRates(learningRate, weightDecay);
    if (schedule.decay() instanceof LearningRateDecay.Cosine cosine
        && cosine.minimum() > learningRate) {
      throw new IllegalArgumentException(
          "Expected a schedule with a minimum of at most the learningRate [%s], but was [%s]"
              .formatted(learningRate, cosine.minimum()));
    }
  }

  /**
   * Checks what needs no other part of the optimizer.
   *
   * @throws IllegalArgumentException with all that is out of range
   */
  public static void requireRates(double learningRate, double weightDecay) {
    new Expectations()
        .require(
            learningRate > 0 && learningRate <= Float.MAX_VALUE,
            "a learningRate above 0",
            learningRate)
        .require(
            weightDecay >= 0 && weightDecay <= Float.MAX_VALUE,
            "a weightDecay of at least 0",
            weightDecay)
        .check();
  }

  /** Stochastic gradient descent with a constant rate and nothing else. */
  public static OptimizerSpecification sgd(double learningRate, double momentum) {
    return of(new UpdateRule.Sgd(momentum, false), learningRate);
  }

  /** A rule with a constant rate and nothing else. */
  public static OptimizerSpecification of(UpdateRule rule, double learningRate) {
    return new OptimizerSpecification(
        rule, learningRate, LearningRateSchedule.CONSTANT, 0, GradientClipping.NONE);
  }
}
