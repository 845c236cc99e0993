package io.sampo.protocol.training;

import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelVersion;

/** Says a {@link JobSpecification} part by part. Not thread-safe. */
public final class JobSpecificationBuilder {
  public static final long DEFAULT_SEED = 1;

  private ModelVersion model;
  private final DatasetName dataset;
  private Loss loss;
  private OptimizerSpecification optimizer;
  private BatchSize batch = BatchSize.of(32);
  private TrainingLength length = TrainingLength.epochs(1);
  private long seed = DEFAULT_SEED;
  private WorkerRange workers = new WorkerRange(1, 1);
  private CheckpointPolicy checkpoints = CheckpointPolicy.everySteps(0);
  private EvaluationPolicy evaluation;
  private AnomalyPolicy anomalies = AnomalyPolicy.DEFAULT;
  private FailureBudget failures;
  private Promotion promotion;

  JobSpecificationBuilder(
      ModelVersion model, DatasetName dataset, Loss loss, OptimizerSpecification optimizer) {
    this.model = model;
    this.dataset = dataset;
    this.loss = loss;
    this.optimizer = optimizer;
  }

  JobSpecificationBuilder(JobSpecification job) {
    this(job.model(), job.dataset(), job.loss(), job.optimizer());
    batch(job.batch()).length(job.length()).seed(job.seed()).workers(job.workers());
    checkpoints(job.checkpoints()).evaluation(job.evaluation()).anomalies(job.anomalies());
    failures(job.failures()).promotion(job.promotion());
  }

  public JobSpecificationBuilder model(ModelVersion value) {
    this.model = value;
    return this;
  }

  public JobSpecificationBuilder loss(Loss value) {
    this.loss = value;
    return this;
  }

  public JobSpecificationBuilder optimizer(OptimizerSpecification value) {
    this.optimizer = value;
    return this;
  }

  public JobSpecificationBuilder batch(BatchSize value) {
    this.batch = value;
    return this;
  }

  public JobSpecificationBuilder length(TrainingLength value) {
    this.length = value;
    return this;
  }

  public JobSpecificationBuilder seed(long value) {
    this.seed = value;
    return this;
  }

  public JobSpecificationBuilder workers(WorkerRange value) {
    this.workers = value;
    return this;
  }

  public JobSpecificationBuilder checkpoints(CheckpointPolicy value) {
    this.checkpoints = value;
    return this;
  }

  public JobSpecificationBuilder evaluation(EvaluationPolicy value) {
    this.evaluation = value;
    return this;
  }

  public JobSpecificationBuilder anomalies(AnomalyPolicy value) {
    this.anomalies = value;
    return this;
  }

  public JobSpecificationBuilder failures(FailureBudget value) {
    this.failures = value;
    return this;
  }

  public JobSpecificationBuilder promotion(Promotion value) {
    this.promotion = value;
    return this;
  }

  /**
   * @throws IllegalArgumentException where parts do not go together
   */
  public JobSpecification build() {
    return new JobSpecification(
        model,
        dataset,
        loss,
        optimizer,
        batch,
        length,
        seed,
        workers,
        checkpoints,
        evaluation,
        anomalies,
        failures,
        promotion);
  }
}
