package io.sampo.http.admin;

import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.WorkerRange;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A training job as JSON.
 *
 * <pre>{@code
 * {"id": "digits-1", "model": "digits/1", "dataset": "digits-train", "loss": "CROSS_ENTROPY",
 *  "optimizer": {"learningRate": 0.05, "momentum": 0.9}, "globalBatchSize": 96, "epochs": 2,
 *  "maximumSteps": 0, "seed": 1, "workers": {"minimum": 1, "maximum": 3},
 *  "checkpointEverySteps": 0, "evaluationDataset": "digits-test",
 *  "promotion": {"model": "digits", "minimumAccuracy": 0.95}}
 * }</pre>
 *
 * Required are model, dataset, loss, optimizer.learningRate, globalBatchSize and epochs.
 */
record JobSubmission(JobId id, JobSpecification specification) {

  /**
   * Reads one.
   *
   * @param otherwise the id of a job that names none
   */
  static JobSubmission read(byte[] json, Supplier<JobId> otherwise) {
    JsonFields fields = JsonFields.parse(json);
    Optional<JobId> id = fields.optionalNamed("id", JobId::new);
    ModelVersion model = fields.named("model", JobSubmission::modelVersion);
    DatasetName dataset = fields.named("dataset", DatasetName::new);
    Loss loss = fields.choice("loss", Loss.class);
    OptimizerSpecification optimizer = optimizer(fields.object("optimizer"));
    int globalBatchSize = fields.requiredInteger("globalBatchSize");
    int epochs = fields.requiredInteger("epochs");
    long maximumSteps = fields.whole("maximumSteps", 0);
    long seed = fields.whole("seed", 0);
    WorkerRange workers =
        fields.optionalObject("workers").map(JobSubmission::workers).orElse(new WorkerRange(1, 1));
    int checkpoints = fields.integer("checkpointEverySteps", 0);
    DatasetName evaluation =
        fields.optionalNamed("evaluationDataset", DatasetName::new).orElse(null);
    Promotion promotion =
        fields.optionalObject("promotion").map(JobSubmission::promotion).orElse(null);
    fields.requireNoFaults();
    JobSpecification specification =
        fields.build(
            () ->
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
                    promotion));
    fields.requireNoFaults();
    return new JobSubmission(id.orElseGet(otherwise), specification);
  }

  private static ModelVersion modelVersion(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "Expected a model version like [digits/1], but was [" + text + "]");
    }
    return ModelVersion.of(text.substring(0, slash), text.substring(slash + 1));
  }

  private static OptimizerSpecification optimizer(JsonFields fields) {
    double learningRate = fields.requiredNumber("learningRate");
    double momentum = fields.number("momentum", 0);
    return fields.build(() -> new OptimizerSpecification(learningRate, momentum));
  }

  private static WorkerRange workers(JsonFields fields) {
    int minimum = fields.integer("minimum", 1);
    int maximum = fields.integer("maximum", Math.max(1, minimum));
    return fields.build(() -> new WorkerRange(minimum, maximum));
  }

  private static Promotion promotion(JsonFields fields) {
    ModelName model = fields.named("model", ModelName::new);
    double minimumAccuracy = fields.number("minimumAccuracy", 0);
    return model == null ? null : fields.build(() -> new Promotion(model, minimumAccuracy));
  }
}
