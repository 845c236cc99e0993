package io.sampo.node.training.job;

import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
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
    return new JobSpecification(
        MODEL,
        TRAINING,
        Loss.CROSS_ENTROPY,
        OptimizerSpecification.sgd(0.05, 0.9),
        64,
        2,
        0,
        7,
        workers,
        CheckpointPolicy.everySteps(checkpointEverySteps),
        HELD_OUT,
        Promotion.byAccuracy(new ModelName("digits"), minimumAccuracy));
  }

  static JobSpecification specification() {
    return specification(new WorkerRange(1, 3), 0, 0.9);
  }

  /** Some steps of digits, neither evaluated nor promoted, with a checkpoint only at their end. */
  static JobSpecification steps(WorkerRange workers, long steps) {
    return new JobSpecification(
        MODEL,
        TRAINING,
        Loss.CROSS_ENTROPY,
        OptimizerSpecification.sgd(0.05, 0.9),
        64,
        100,
        steps,
        7,
        workers,
        CheckpointPolicy.everySteps(0),
        null,
        null);
  }

  static JobSpecification withLoss(JobSpecification job, Loss loss, PromotionRule rule) {
    Promotion promotion = new Promotion(job.promotion().model(), rule);
    return changed(job, job.model(), loss, job.optimizer(), promotion);
  }

  static JobSpecification withOptimizer(JobSpecification job, OptimizerSpecification optimizer) {
    return changed(job, job.model(), job.loss(), optimizer, job.promotion());
  }

  static JobSpecification withModel(JobSpecification job, ModelVersion model) {
    return changed(job, model, job.loss(), job.optimizer(), job.promotion());
  }

  private static JobSpecification changed(
      JobSpecification job,
      ModelVersion model,
      Loss loss,
      OptimizerSpecification optimizer,
      Promotion promotion) {
    return new JobSpecification(
        model,
        job.dataset(),
        loss,
        optimizer,
        job.globalBatchSize(),
        job.epochs(),
        job.maximumSteps(),
        job.seed(),
        job.workers(),
        job.checkpoints(),
        job.evaluationDataset(),
        promotion);
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
