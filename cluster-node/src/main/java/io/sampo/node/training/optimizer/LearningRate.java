package io.sampo.node.training.optimizer;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;

/**
 * The learning rate of a step, from its number alone: nothing to store, nothing to resume. In
 * doubles, and strict, since all workers must come to the same bits.
 */
record LearningRate(double learningRate, LearningRateSchedule schedule) {
  LearningRate {
    requireNonNull(schedule, "schedule is null");
  }

  /**
   * The rate.
   *
   * @param step 1 for the first
   */
  double at(long step) {
    long warmUpSteps = schedule.warmUpSteps();
    if (step <= warmUpSteps) {
      return learningRate * ((double) step / warmUpSteps);
    }
    return decayed(step - 1 - warmUpSteps);
  }

  private double decayed(long taken) {
    LearningRateDecay decay = schedule.decay();
    if (decay instanceof LearningRateDecay.Step step) {
      return learningRate * StrictMath.pow(step.factor(), taken / step.steps());
    }
    if (decay instanceof LearningRateDecay.InverseTime inverse) {
      return learningRate / (1 + inverse.beta() * taken);
    }
    if (decay instanceof LearningRateDecay.Cosine cosine) {
      double share = (double) Math.min(taken, cosine.steps()) / cosine.steps();
      double weight = (1 + StrictMath.cos(Math.PI * share)) / 2;
      return cosine.minimum() + (learningRate - cosine.minimum()) * weight;
    }
    return learningRate;
  }
}
