package io.sampo.node.training.optimizer;

import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;

/**
 * The algorithms as the documentation of PyTorch writes them down ({@code SGD}, {@code Adam},
 * {@code AdamW}, {@code clip_grad_norm_}, {@code clip_grad_value_}), in doubles and one element
 * after the other. Shares nothing with what it checks.
 */
final class ReferenceOptimizer {
  private final OptimizerSpecification specification;
  private final double[] parameters;
  private final double[] first;
  private final double[] second;

  ReferenceOptimizer(OptimizerSpecification specification, double[] parameters) {
    this.specification = specification;
    this.parameters = parameters;
    this.first = new double[parameters.length];
    this.second = new double[parameters.length];
  }

  double[] parameters() {
    return parameters;
  }

  void step(int step, double[] meanGradient) {
    double rate = rate(step);
    double shortened = shortened(meanGradient);
    for (int i = 0; i < parameters.length; i++) {
      double gradient = meanGradient[i] * shortened;
      double bound = specification.clipping().value();
      if (bound > 0 && Math.abs(gradient) > bound) {
        gradient = Math.signum(gradient) * bound;
      }
      if (specification.rule() instanceof UpdateRule.Sgd sgd) {
        descend(i, sgd, gradient + specification.weightDecay() * parameters[i], rate, step);
      } else {
        adapt(i, (UpdateRule.Adam) specification.rule(), gradient, rate, step);
      }
    }
  }

  private double shortened(double[] gradient) {
    double sum = 0;
    for (double each : gradient) {
      sum += each * each;
    }
    double bound = specification.clipping().globalNorm();
    return bound == 0 ? 1 : Math.min(1, bound / Math.sqrt(sum));
  }

  private void descend(int i, UpdateRule.Sgd sgd, double gradient, double rate, int step) {
    first[i] = step == 1 ? gradient : sgd.momentum() * first[i] + gradient;
    double direction = sgd.nesterov() ? gradient + sgd.momentum() * first[i] : first[i];
    parameters[i] = parameters[i] - rate * direction;
  }

  private void adapt(int i, UpdateRule.Adam adam, double given, double rate, int step) {
    double gradient = given;
    if (adam.decoupled()) {
      parameters[i] = parameters[i] - rate * specification.weightDecay() * parameters[i];
    } else {
      gradient = gradient + specification.weightDecay() * parameters[i];
    }
    first[i] = adam.beta1() * first[i] + (1 - adam.beta1()) * gradient;
    second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * gradient * gradient;
    double mean = first[i] / (1 - Math.pow(adam.beta1(), step));
    double square = second[i] / (1 - Math.pow(adam.beta2(), step));
    parameters[i] = parameters[i] - rate * mean / (Math.sqrt(square) + adam.epsilon());
  }

  private double rate(int step) {
    double alpha = specification.learningRate();
    int warm = (int) specification.schedule().warmUpSteps();
    if (step <= warm) {
      return alpha * step / warm;
    }
    int taken = step - warm - 1;
    if (specification.schedule().decay() instanceof LearningRateDecay.Step decay) {
      double rate = alpha;
      for (int fallen = 1; fallen <= taken / (int) decay.steps(); fallen++) {
        rate *= decay.factor();
      }
      return rate;
    }
    if (specification.schedule().decay() instanceof LearningRateDecay.Cosine cosine) {
      double angle = Math.PI * Math.min(1, taken / (double) cosine.steps());
      return cosine.minimum() + 0.5 * (alpha - cosine.minimum()) * (1 + Math.cos(angle));
    }
    return alpha;
  }
}
