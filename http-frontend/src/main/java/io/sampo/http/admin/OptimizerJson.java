package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.util.function.Supplier;

/**
 * The optimizer of a job in JSON, read and written. What does not belong to the rule or kind that
 * is named is a fault. What nobody needs to say is not written either, so that {@code
 * {"learningRate":0.04,"momentum":0.9}} comes back as it was.
 */
final class OptimizerJson {

  /** As PyTorch has it. */
  private static final double DEFAULT_DECOUPLED_WEIGHT_DECAY = 0.01;

  private enum Rule {
    SGD,
    ADAM,
    ADAMW
  }

  private enum Kind {
    CONSTANT,
    STEP,
    INVERSE_TIME,
    COSINE
  }

  private OptimizerJson() {}

  static OptimizerSpecification read(JsonFields fields) {
    Rule name = fields.has("name") ? fields.constant("name", Rule.class) : Rule.SGD;
    UpdateRule rule = rule(fields, name);
    double learningRate = fields.number("learningRate");
    double weightDecay =
        fields.number("weightDecay", name == Rule.ADAMW ? DEFAULT_DECOUPLED_WEIGHT_DECAY : 0);
    LearningRateSchedule schedule =
        fields.has("schedule")
            ? fields.object("schedule", OptimizerJson::schedule)
            : LearningRateSchedule.CONSTANT;
    GradientClipping clipping =
        fields.has("clipping")
            ? fields.object("clipping", OptimizerJson::clipping)
            : GradientClipping.NONE;
    fields.check(() -> OptimizerSpecification.requireRates(learningRate, weightDecay));
    return fields.build(
        () -> new OptimizerSpecification(rule, learningRate, schedule, weightDecay, clipping));
  }

  /** Without a name that makes sense the options of all rules do. */
  private static UpdateRule rule(JsonFields fields, Rule name) {
    UpdateRule sgd = name == null || name == Rule.SGD ? fields.part(OptimizerJson::descent) : null;
    UpdateRule adam = name != Rule.SGD ? fields.part(each -> adam(each, name == Rule.ADAMW)) : null;
    return name == Rule.SGD ? sgd : adam;
  }

  private static Supplier<UpdateRule> descent(JsonFields fields) {
    double momentum = fields.number("momentum", 0);
    boolean nesterov = fields.flag("nesterov", false);
    return () -> new UpdateRule.Sgd(momentum, nesterov);
  }

  private static Supplier<UpdateRule> adam(JsonFields fields, boolean decoupled) {
    double beta1 = fields.number("beta1", UpdateRule.Adam.DEFAULT_BETA1);
    double beta2 = fields.number("beta2", UpdateRule.Adam.DEFAULT_BETA2);
    double epsilon = fields.number("epsilon", UpdateRule.Adam.DEFAULT_EPSILON);
    return () -> new UpdateRule.Adam(beta1, beta2, epsilon, decoupled);
  }

  private static LearningRateSchedule schedule(JsonFields fields) {
    Kind kind = fields.constant("kind", Kind.class);
    LearningRateDecay decay = kind == null ? anyDecay(fields) : decay(fields, kind);
    long warmUpSteps = fields.longInteger("warmUpSteps", 0);
    return fields.build(() -> new LearningRateSchedule(warmUpSteps, decay));
  }

  private static LearningRateDecay decay(JsonFields fields, Kind kind) {
    return switch (kind) {
      case CONSTANT -> new LearningRateDecay.Constant();
      case STEP -> fields.part(OptimizerJson::stepDecay);
      case INVERSE_TIME -> fields.part(OptimizerJson::inverseTime);
      case COSINE -> fields.part(OptimizerJson::cosine);
    };
  }

  /** Without a kind that makes sense the options of all kinds do, and none is missed. */
  private static LearningRateDecay anyDecay(JsonFields fields) {
    for (String option : new String[] {"steps", "factor", "beta", "minimum"}) {
      fields.has(option);
    }
    return null;
  }

  private static Supplier<LearningRateDecay> stepDecay(JsonFields fields) {
    long steps = fields.longInteger("steps");
    double factor = fields.number("factor");
    return () -> new LearningRateDecay.Step(steps, factor);
  }

  private static Supplier<LearningRateDecay> inverseTime(JsonFields fields) {
    double beta = fields.number("beta");
    return () -> new LearningRateDecay.InverseTime(beta);
  }

  private static Supplier<LearningRateDecay> cosine(JsonFields fields) {
    long steps = fields.longInteger("steps");
    double minimum = fields.number("minimum", 0);
    return () -> new LearningRateDecay.Cosine(steps, minimum);
  }

  private static GradientClipping clipping(JsonFields fields) {
    double globalNorm = fields.number("globalNorm", 0);
    double value = fields.number("value", 0);
    return fields.build(() -> new GradientClipping(globalNorm, value));
  }

  /** In the form in which it was submitted. */
  static ObjectNode of(OptimizerSpecification optimizer) {
    ObjectNode json = JsonTree.object();
    boolean descent = optimizer.rule() instanceof UpdateRule.Sgd;
    if (optimizer.rule() instanceof UpdateRule.Adam adam) {
      json.put("name", (adam.decoupled() ? Rule.ADAMW : Rule.ADAM).name());
    }
    json.put("learningRate", optimizer.learningRate());
    writeRule(json, optimizer.rule());
    if (!descent || optimizer.weightDecay() > 0) {
      json.put("weightDecay", optimizer.weightDecay());
    }
    if (!optimizer.schedule().equals(LearningRateSchedule.CONSTANT)) {
      json.set("schedule", schedule(optimizer.schedule()));
    }
    if (!optimizer.clipping().equals(GradientClipping.NONE)) {
      json.set("clipping", clipping(optimizer.clipping()));
    }
    return json;
  }

  private static void writeRule(ObjectNode json, UpdateRule rule) {
    if (rule instanceof UpdateRule.Sgd descent) {
      json.put("momentum", descent.momentum());
      if (descent.nesterov()) {
        json.put("nesterov", true);
      }
    } else if (rule instanceof UpdateRule.Adam adam) {
      json.put("beta1", adam.beta1());
      json.put("beta2", adam.beta2());
      json.put("epsilon", adam.epsilon());
    }
  }

  private static ObjectNode schedule(LearningRateSchedule schedule) {
    ObjectNode json = JsonTree.object();
    if (schedule.decay() instanceof LearningRateDecay.Step step) {
      json.put("kind", Kind.STEP.name()).put("steps", step.steps()).put("factor", step.factor());
    } else if (schedule.decay() instanceof LearningRateDecay.InverseTime inverse) {
      json.put("kind", Kind.INVERSE_TIME.name()).put("beta", inverse.beta());
    } else if (schedule.decay() instanceof LearningRateDecay.Cosine cosine) {
      json.put("kind", Kind.COSINE.name());
      json.put("steps", cosine.steps()).put("minimum", cosine.minimum());
    } else {
      json.put("kind", Kind.CONSTANT.name());
    }
    if (schedule.warmUpSteps() > 0) {
      json.put("warmUpSteps", schedule.warmUpSteps());
    }
    return json;
  }

  private static ObjectNode clipping(GradientClipping clipping) {
    ObjectNode json = JsonTree.object();
    if (clipping.globalNorm() > 0) {
      json.put("globalNorm", clipping.globalNorm());
    }
    if (clipping.value() > 0) {
      json.put("value", clipping.value());
    }
    return json;
  }
}
