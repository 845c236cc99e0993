package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSpecificationBuilder;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.WorkerRange;
import java.util.Optional;
import java.util.function.Supplier;

/** A training job as somebody submits it in JSON. */
record JobSubmission(Optional<JobId> id, JobSpecification specification) {

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
    BatchSize batch = fields.part(JobSubmission::batch);
    TrainingLength length = fields.part(JobSubmission::length);
    long seed = fields.longInteger("seed", JobSpecificationBuilder.DEFAULT_SEED);
    WorkerRange workers = fields.object("workers", JobSubmission::workers);
    CheckpointPolicy checkpoints = PolicyJson.checkpoints(fields);
    EvaluationPolicy evaluation = PolicyJson.evaluation(fields);
    AnomalyPolicy anomalies = PolicyJson.anomalies(fields);
    FailureBudget failures = PolicyJson.failures(fields);
    Promotion promotion =
        fields.has("promotion") ? fields.object("promotion", PromotionJson::read) : null;
    fields.check(() -> JobSpecification.requireAgreement(dataset, loss, evaluation, promotion));
    return fields.build(
        () ->
            new JobSubmission(
                Optional.ofNullable(id),
                JobSpecification.builder(model, dataset, loss, optimizer)
                    .batch(batch)
                    .length(length)
                    .seed(seed)
                    .workers(workers)
                    .checkpoints(checkpoints)
                    .evaluation(evaluation)
                    .anomalies(anomalies)
                    .failures(failures)
                    .promotion(promotion)
                    .build()));
  }

  private static Supplier<BatchSize> batch(JsonFields fields) {
    int global = fields.integer("globalBatchSize");
    int micro = fields.integer("microBatchSize", 0);
    return () -> new BatchSize(global, micro);
  }

  private static Supplier<TrainingLength> length(JsonFields fields) {
    int epochs = fields.integer("epochs");
    long maximumSteps = fields.longInteger("maximumSteps", 0);
    return () -> new TrainingLength(epochs, maximumSteps);
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
}
