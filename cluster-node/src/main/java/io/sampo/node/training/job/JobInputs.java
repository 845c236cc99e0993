package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.training.JobSpecification;

/**
 * What a job's names stand for.
 *
 * @param evaluation the held-out dataset, or null
 */
record JobInputs(VersionSpecification model, DatasetSummary dataset, DatasetSummary evaluation) {
  /** What a JVM needs for a worker beside its buffers: the engine's and the sockets'. */
  private static final long OVERHEAD_BYTES = 32L << 20;

  /** Module, gradients, flat gradients, staging, and a checkpoint being written. */
  private static final long COPIES = 5;

  JobInputs {
    requireNonNull(model, "model is null");
    requireNonNull(dataset, "dataset is null");
  }

  /** The memory that one worker reserves, estimated. */
  long workerBytes(JobSpecification job) {
    long samples = dataset.samples() * dataset.sampleShape().elementCount();
    long heldOut =
        evaluation == null ? 0 : evaluation.samples() * evaluation.sampleShape().elementCount();
    long slots = BlockOptimizer.of(job.optimizer()).stateFloats(1);
    return OVERHEAD_BYTES + (COPIES + slots) * model.artifactBytes() + samples + heldOut;
  }

  StepPlan plan(JobSpecification job) {
    StepPlan whole = StepPlan.ofEpochs(dataset.samples(), job.globalBatchSize(), job.epochs(), 1);
    long last =
        job.maximumSteps() == 0 ? whole.lastStep() : Math.min(job.maximumSteps(), whole.lastStep());
    long every = job.checkpointEverySteps() == 0 ? last : job.checkpointEverySteps();
    return new StepPlan(whole.samples(), whole.batch(), last, every);
  }
}
