package io.sampo.http.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.EarlyStopping;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.Metric;
import java.time.Duration;
import java.util.function.Supplier;

/** What a job does on its way, in JSON: read with defaults for what is not said, and written. */
final class PolicyJson {

  private PolicyJson() {}

  /** The number of steps alone is short for a policy of it. */
  static CheckpointPolicy checkpoints(JsonFields fields) {
    CheckpointPolicy bySteps = fields.part(PolicyJson::bySteps);
    if (!fields.has("checkpoints")) {
      return bySteps;
    }
    if (fields.has("checkpointEverySteps")) {
      fields.fault("Expected [checkpoints] or [checkpointEverySteps], but got both");
    }
    return fields.object("checkpoints", PolicyJson::checkpointPolicy);
  }

  private static Supplier<CheckpointPolicy> bySteps(JsonFields fields) {
    int everySteps = fields.integer("checkpointEverySteps", 0);
    return () -> CheckpointPolicy.everySteps(everySteps);
  }

  private static CheckpointPolicy checkpointPolicy(JsonFields fields) {
    Duration every =
        fields.has("every") ? fields.text("every", DurationText::parse) : Duration.ZERO;
    CheckpointPolicy counts = fields.part(PolicyJson::checkpointCounts);
    return fields.build(
        () ->
            new CheckpointPolicy(counts.everySteps(), every, counts.keepLast(), counts.keepBest()));
  }

  /** What is out of range is told, whatever the time is. */
  private static Supplier<CheckpointPolicy> checkpointCounts(JsonFields fields) {
    int everySteps = fields.integer("everySteps", 0);
    int keepLast = fields.integer("keepLast", CheckpointPolicy.DEFAULT_KEEP_LAST);
    int keepBest = fields.integer("keepBest", 0);
    return () -> new CheckpointPolicy(everySteps, Duration.ZERO, keepLast, keepBest);
  }

  static ObjectNode of(CheckpointPolicy policy) {
    return JsonTree.object()
        .put("everySteps", policy.everySteps())
        .put("every", DurationText.of(policy.every()))
        .put("keepLast", policy.keepLast())
        .put("keepBest", policy.keepBest());
  }

  /** The dataset alone is short for an evaluation at the end; null where there is none. */
  static EvaluationPolicy evaluation(JsonFields fields) {
    EvaluationPolicy atEnd =
        fields.has("evaluationDataset")
            ? fields.text(
                "evaluationDataset", name -> EvaluationPolicy.atEnd(new DatasetName(name)))
            : null;
    if (!fields.has("evaluation")) {
      return atEnd;
    }
    if (fields.has("evaluationDataset")) {
      fields.fault("Expected [evaluation] or [evaluationDataset], but got both");
    }
    return fields.object("evaluation", PolicyJson::evaluationPolicy);
  }

  private static EvaluationPolicy evaluationPolicy(JsonFields fields) {
    DatasetName dataset = fields.text("dataset", DatasetName::new);
    int everySteps = fields.integer("everySteps", 0);
    fields.check(() -> EvaluationPolicy.requireInterval(everySteps));
    EarlyStopping stopping =
        fields.has("earlyStopping")
            ? fields.object("earlyStopping", PolicyJson::earlyStopping)
            : null;
    return fields.build(() -> new EvaluationPolicy(dataset, everySteps, stopping));
  }

  private static EarlyStopping earlyStopping(JsonFields fields) {
    Metric metric = fields.has("metric") ? fields.constant("metric", Metric.class) : Metric.LOSS;
    EarlyStopping ofLoss = fields.part(PolicyJson::stoppingByLoss);
    return fields.build(() -> new EarlyStopping(metric, ofLoss.patience(), ofLoss.minimumChange()));
  }

  /** What is out of range is told, whatever the metric is. */
  private static Supplier<EarlyStopping> stoppingByLoss(JsonFields fields) {
    int patience = fields.integer("patience");
    double minimumChange = fields.number("minimumChange", 0);
    return () -> new EarlyStopping(Metric.LOSS, patience, minimumChange);
  }

  static ObjectNode of(EvaluationPolicy policy) {
    ObjectNode json =
        JsonTree.object()
            .put("dataset", policy.dataset().value())
            .put("everySteps", policy.everySteps());
    json.set("earlyStopping", JsonTree.orNull(policy.earlyStopping(), PolicyJson::of));
    return json;
  }

  private static ObjectNode of(EarlyStopping stopping) {
    return JsonTree.object()
        .put("metric", stopping.metric().name())
        .put("patience", stopping.patience())
        .put("minimumChange", stopping.minimumChange());
  }

  static AnomalyPolicy anomalies(JsonFields fields) {
    return fields.has("anomalies")
        ? fields.object("anomalies", PolicyJson::anomalyPolicy)
        : AnomalyPolicy.DEFAULT;
  }

  private static AnomalyPolicy anomalyPolicy(JsonFields fields) {
    AnomalyAction nonFinite =
        fields.has("nonFinite")
            ? fields.constant("nonFinite", AnomalyAction.class)
            : AnomalyPolicy.DEFAULT.nonFinite();
    LossSpike spike = fields.has("spike") ? fields.object("spike", PolicyJson::spike) : null;
    return fields.build(() -> new AnomalyPolicy(nonFinite, spike));
  }

  private static LossSpike spike(JsonFields fields) {
    AnomalyAction action = fields.constant("action", AnomalyAction.class);
    LossSpike unnamed = fields.part(PolicyJson::unnamedSpike);
    return fields.build(() -> new LossSpike(action, unnamed.factor(), unnamed.window()));
  }

  /** What is out of range is told, whatever the action is. */
  private static Supplier<LossSpike> unnamedSpike(JsonFields fields) {
    double factor = fields.number("factor", LossSpike.DEFAULT_FACTOR);
    int window = fields.integer("window", LossSpike.DEFAULT_WINDOW);
    return () -> new LossSpike(AnomalyAction.STOP, factor, window);
  }

  static ObjectNode of(AnomalyPolicy policy) {
    ObjectNode json = JsonTree.object().put("nonFinite", policy.nonFinite().name());
    json.set("spike", JsonTree.orNull(policy.spike(), PolicyJson::of));
    return json;
  }

  private static ObjectNode of(LossSpike spike) {
    return JsonTree.object()
        .put("action", spike.action().name())
        .put("factor", spike.factor())
        .put("window", spike.window());
  }

  /** Null where the cluster's own budget is meant. */
  static FailureBudget failures(JsonFields fields) {
    return fields.has("failures") ? fields.object("failures", PolicyJson::budget) : null;
  }

  private static FailureBudget budget(JsonFields fields) {
    FailureBudget counted = fields.part(PolicyJson::countedBudget);
    FailureBudget timed = fields.part(PolicyJson::timedBudget);
    return fields.build(() -> new FailureBudget(counted.maximum(), timed.window()));
  }

  private static Supplier<FailureBudget> countedBudget(JsonFields fields) {
    int maximum = fields.integer("maximum");
    return () -> new FailureBudget(maximum, Duration.ofHours(1));
  }

  private static Supplier<FailureBudget> timedBudget(JsonFields fields) {
    Duration window = fields.text("window", DurationText::parse);
    return () -> new FailureBudget(0, window);
  }

  static ObjectNode of(FailureBudget budget) {
    return JsonTree.object()
        .put("maximum", budget.maximum())
        .put("window", DurationText.of(budget.window()));
  }
}
