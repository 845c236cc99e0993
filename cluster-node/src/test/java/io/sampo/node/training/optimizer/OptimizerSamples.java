package io.sampo.node.training.optimizer;

import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/** Optimizers that between them have every option. */
final class OptimizerSamples {
  private static final LearningRateSchedule WARM_COSINE =
      new LearningRateSchedule(7, new LearningRateDecay.Cosine(40, 1e-4));
  private static final LearningRateSchedule STEPS =
      new LearningRateSchedule(0, new LearningRateDecay.Step(11, 0.5));
  private static final GradientClipping BOTH = new GradientClipping(0.3, 0.04);

  private OptimizerSamples() {}

  static List<OptimizerSpecification> all() {
    List<OptimizerSpecification> samples = new ArrayList<>();
    for (UpdateRule rule : rules()) {
      samples.add(OptimizerSpecification.of(rule, 0.02));
      samples.add(with(rule, LearningRateSchedule.CONSTANT, 0.1, GradientClipping.NONE));
      samples.add(with(rule, STEPS, 0, new GradientClipping(0.5, 0)));
      samples.add(with(rule, WARM_COSINE, 0.05, BOTH));
    }
    return samples;
  }

  static List<UpdateRule> rules() {
    return List.of(
        new UpdateRule.Sgd(0, false),
        new UpdateRule.Sgd(0.9, false),
        new UpdateRule.Sgd(0.8, true),
        UpdateRule.Adam.usual(false),
        UpdateRule.Adam.usual(true),
        new UpdateRule.Adam(0, 0.9, 1e-3, false));
  }

  private static OptimizerSpecification with(
      UpdateRule rule,
      LearningRateSchedule schedule,
      double weightDecay,
      GradientClipping clipping) {
    return new OptimizerSpecification(rule, 0.02, schedule, weightDecay, clipping);
  }
}
