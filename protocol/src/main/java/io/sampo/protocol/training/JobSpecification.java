package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.Expectations;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelVersion;

/**
 * A training job as somebody submits it.
 *
 * @param model the TorchScript module to begin from
 * @param dataset to train on
 * @param seed of the order of samples and of everything random in the module
 * @param checkpoints when they are taken and which are kept
 * @param evaluation null for none
 * @param failures how often the job may begin anew; null for what the cluster allows
 * @param promotion null for none; needs an evaluation
 */
public record JobSpecification(
    ModelVersion model,
    DatasetName dataset,
    Loss loss,
    OptimizerSpecification optimizer,
    BatchSize batch,
    TrainingLength length,
    long seed,
    WorkerRange workers,
    CheckpointPolicy checkpoints,
    EvaluationPolicy evaluation,
    AnomalyPolicy anomalies,
    FailureBudget failures,
    Promotion promotion)
    implements WireMessage {
  public JobSpecification {
    requireNonNull(model, "model is null");
    requireNonNull(dataset, "dataset is null");
    requireNonNull(loss, "loss is null");
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(batch, "batch is null");
    requireNonNull(length, "length is null");
    requireNonNull(workers, "workers is null");
    requireNonNull(checkpoints, "checkpoints is null");
    requireNonNull(anomalies, "anomalies is null");
    requireAgreement(dataset, loss, evaluation, promotion);
  }

  /** Begins a job with what every job has to say, and a default for everything else. */
  public static JobSpecificationBuilder builder(
      ModelVersion model, DatasetName dataset, Loss loss, OptimizerSpecification optimizer) {
    return new JobSpecificationBuilder(model, dataset, loss, optimizer);
  }

  /** Begins a job that is like this one. */
  public JobSpecificationBuilder toBuilder() {
    return new JobSpecificationBuilder(this);
  }

  /** The held-out data; null for none. */
  public DatasetName evaluationDataset() {
    return evaluation == null ? null : evaluation.dataset();
  }

  /**
   * What says which of two evaluations is better: the metric of the promotion, or else of the early
   * stopping, or else the loss.
   */
  public Metric rankedBy() {
    if (promotion != null) {
      return promotion.rule().metric();
    }
    return evaluation != null && evaluation.earlyStopping() != null
        ? evaluation.earlyStopping().metric()
        : Metric.LOSS;
  }

  /**
   * Checks what evaluation and promotion want of the rest of the job. Null stands for what is not
   * there or not known, and offends nobody, except that a promotion needs an evaluation.
   *
   * @throws IllegalArgumentException with all that does not go together
   */
  public static void requireAgreement(
      DatasetName dataset, Loss loss, EvaluationPolicy evaluation, Promotion promotion) {
    EarlyStopping stopping = evaluation == null ? null : evaluation.earlyStopping();
    new Expectations()
        .require(
            promotion == null || evaluation != null,
            "Expected an evaluation for the promotion, but got none")
        .require(
            evaluation == null || !evaluation.dataset().equals(dataset),
            "Expected an evaluation on other data than the training's, but both are [%s]"
                .formatted(dataset))
        .require(
            promotion == null || fits(promotion.rule().metric(), loss),
            "Expected [promotion] by one of %s, which are what %s is evaluated by, but was %s"
                .formatted(
                    loss == null ? "" : Metric.of(loss),
                    loss,
                    promotion == null ? "" : promotion.rule()))
        .require(
            stopping == null || fits(stopping.metric(), loss),
            "Expected [earlyStopping] by one of %s, which are what %s is evaluated by, but was %s"
                .formatted(
                    loss == null ? "" : Metric.of(loss),
                    loss,
                    stopping == null ? "" : stopping.metric()))
        .check();
  }

  private static boolean fits(Metric metric, Loss loss) {
    return loss == null || metric.fits(loss);
  }
}
