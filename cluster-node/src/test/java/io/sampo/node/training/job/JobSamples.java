package io.sampo.node.training.job;

import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSpecificationBuilder;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.WorkerRange;
import java.time.Instant;

/** Jobs and their parts for tests. */
final class JobSamples {
  static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  static final ModelVersion MODEL = ModelVersion.of("digits", "1");
  static final DatasetName TRAINING = new DatasetName("digits-training");
  static final DatasetName HELD_OUT = new DatasetName("digits-held-out");

  private JobSamples() {}

  /** Two epochs of digits, to be promoted. */
  static JobSpecification specification(
      WorkerRange workers, int checkpointEverySteps, double minimumAccuracy) {
    return digits()
        .length(TrainingLength.epochs(2))
        .workers(workers)
        .checkpoints(CheckpointPolicy.everySteps(checkpointEverySteps))
        .evaluation(EvaluationPolicy.atEnd(HELD_OUT))
        .promotion(Promotion.byAccuracy(new ModelName("digits"), minimumAccuracy))
        .build();
  }

  private static JobSpecificationBuilder digits() {
    OptimizerSpecification optimizer = OptimizerSpecification.sgd(0.05, 0.9);
    return JobSpecification.builder(MODEL, TRAINING, Loss.CROSS_ENTROPY, optimizer)
        .batch(BatchSize.of(64))
        .seed(7);
  }

  static JobSpecification specification() {
    return specification(new WorkerRange(1, 3), 0, 0.9);
  }

  /** Some steps of digits, neither evaluated nor promoted, with a checkpoint only at their end. */
  static JobSpecification steps(WorkerRange workers, long steps) {
    return digits().length(new TrainingLength(100, steps)).workers(workers).build();
  }

  static JobSpecification withLoss(JobSpecification job, Loss loss, PromotionRule rule) {
    Promotion promotion = new Promotion(job.promotion().model(), rule, false);
    return job.toBuilder().loss(loss).promotion(promotion).build();
  }

  /** The same, and what it promotes is deployed. */
  static JobSpecification deployed(JobSpecification job) {
    Promotion promotion = new Promotion(job.promotion().model(), job.promotion().rule(), true);
    return job.toBuilder().promotion(promotion).build();
  }

  static JobSpecification withOptimizer(JobSpecification job, OptimizerSpecification optimizer) {
    return job.toBuilder().optimizer(optimizer).build();
  }

  static JobSpecification withModel(JobSpecification job, ModelVersion model) {
    return job.toBuilder().model(model).build();
  }

  static Checkpoint checkpoint(long step) {
    return new Checkpoint(step, hash('a'), 1000, hash('b'));
  }

  static ArtifactHash hash(char digit) {
    return new ArtifactHash(String.valueOf(digit).repeat(64));
  }

  static NodeId node(int index) {
    return new NodeId("10.0.0." + index, 17355, index);
  }
}
