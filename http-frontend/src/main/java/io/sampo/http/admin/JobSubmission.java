package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.WorkerRange;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A training job as somebody submits it in JSON. */
record JobSubmission(Optional<JobId> id, JobSpecification specification) {

  private static final long DEFAULT_SEED = 1;

  JobSubmission {
    requireNonNull(id, "id is null");
    requireNonNull(specification, "specification is null");
  }

  /**
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT with all faults
   */
  static JobSubmission read(byte[] json) {
    return JsonFields.read(json, "the training job", JobSubmission::submission);
  }

  private static JobSubmission submission(JsonFields fields) {
    JobId id = fields.has("id") ? fields.text("id", JobId::new) : null;
    ModelVersion model = fields.text("model", JobSubmission::modelVersion);
    DatasetName dataset = fields.text("dataset", DatasetName::new);
    Loss loss = fields.constant("loss", Loss.class);
    OptimizerSpecification optimizer = fields.object("optimizer", OptimizerJson::read);
    int globalBatchSize = fields.integer("globalBatchSize");
    int epochs = fields.integer("epochs");
    long maximumSteps = fields.longInteger("maximumSteps", 0);
    long seed = fields.longInteger("seed", DEFAULT_SEED);
    WorkerRange workers = fields.object("workers", JobSubmission::workers);
    CheckpointPolicy checkpoints = checkpoints(fields);
    DatasetName evaluation =
        fields.has("evaluationDataset") ? fields.text("evaluationDataset", DatasetName::new) : null;
    Promotion promotion =
        fields.has("promotion")
            ? fields.object("promotion", inner -> promotion(inner, loss))
            : null;
    return fields.build(
        () ->
            new JobSubmission(
                Optional.ofNullable(id),
                new JobSpecification(
                    model,
                    dataset,
                    loss,
                    optimizer,
                    globalBatchSize,
                    epochs,
                    maximumSteps,
                    seed,
                    workers,
                    checkpoints,
                    evaluation,
                    promotion)));
  }

  private static ModelVersion modelVersion(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "Expected model/version, for example [digits/1], but was [%s]".formatted(text));
    }
    return ModelVersion.of(text.substring(0, slash), text.substring(slash + 1));
  }

  private static WorkerRange workers(JsonFields fields) {
    int minimum = fields.integer("minimum");
    int maximum = fields.integer("maximum");
    return fields.build(() -> new WorkerRange(minimum, maximum));
  }

  /** The number of steps alone is short for a policy of it. */
  private static CheckpointPolicy checkpoints(JsonFields fields) {
    CheckpointPolicy bySteps = fields.part(JobSubmission::bySteps);
    if (!fields.has("checkpoints")) {
      return bySteps;
    }
    CheckpointPolicy policy = fields.object("checkpoints", JobSubmission::policy);
    if (fields.has("checkpointEverySteps")) {
      fields.fault("Expected [checkpoints] or [checkpointEverySteps], but got both");
    }
    return policy;
  }

  private static Supplier<CheckpointPolicy> bySteps(JsonFields fields) {
    int everySteps = fields.integer("checkpointEverySteps", 0);
    return () -> CheckpointPolicy.everySteps(everySteps);
  }

  private static CheckpointPolicy policy(JsonFields fields) {
    int everySteps = fields.integer("everySteps", 0);
    Duration every =
        fields.has("every") ? fields.text("every", DurationText::parse) : Duration.ZERO;
    int keepLast = fields.integer("keepLast", CheckpointPolicy.DEFAULT_KEEP_LAST);
    int keepBest = fields.integer("keepBest", 0);
    return fields.build(() -> new CheckpointPolicy(everySteps, every, keepLast, keepBest));
  }

  /**
   * @param loss null where it has a fault itself
   */
  private static Promotion promotion(JsonFields fields, Loss loss) {
    ModelName model = fields.text("model", ModelName::new);
    if (fields.has("rule")) {
      PromotionRule rule = fields.object("rule", JobSubmission::rule);
      return fields.build(() -> new Promotion(model, fitting(rule, loss)));
    }
    double minimumAccuracy = fields.number("minimumAccuracy");
    return fields.build(
        () ->
            new Promotion(
                model, fitting(new PromotionRule(Metric.ACCURACY, minimumAccuracy), loss)));
  }

  private static PromotionRule rule(JsonFields fields) {
    Metric metric = fields.constant("metric", Metric.class);
    boolean atLeast = metric == null ? fields.has("atLeast") : metric.isHigherBetter();
    double threshold = fields.number(atLeast ? "atLeast" : "atMost");
    return fields.build(() -> new PromotionRule(metric, threshold));
  }

  private static PromotionRule fitting(PromotionRule rule, Loss loss) {
    if (loss != null && !rule.metric().fits(loss)) {
      throw new IllegalArgumentException(
          "Expected [promotion] by one of %s, which are what %s is evaluated by, but was %s"
              .formatted(Metric.of(loss), loss, rule));
    }
    return rule;
  }
}
