package io.sampo.node.training.worker;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.MutableBuffers;
import io.sampo.node.engine.TrainableModel;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.DatasetFiles;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.optimizer.Optimizer;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.WorkerSpecification;
import java.nio.file.Path;

/** Brings module and data of a worker from the artifact store into memory. Blocks. */
final class StepLoader {
  private final ModelEngine engine;
  private final ArtifactStore store;
  private final CheckpointStore checkpoints;
  private final WorkerSpecification specification;
  private final int microBatch;

  StepLoader(WorkerEnvironment environment, WorkerSpecification specification) {
    this.engine = environment.engine();
    this.store = environment.artifacts();
    this.checkpoints = new CheckpointStore(store);
    this.specification = specification;
    this.microBatch = specification.job().batch().microOr(environment.settings().microBatch());
  }

  Dataset trainingData() {
    return data(specification.dataset());
  }

  Dataset data(PlannedDataset dataset) {
    return DatasetFiles.open(dataset, store::verified).dataset();
  }

  /** The step on the submitted module. */
  TrainingStep initial(Dataset data) {
    Path file = store.verified(specification.module());
    if (specification.gangSize() > 1) {
      MutableBuffers.refuse(engine, file, specification.signature());
    }
    return step(specification.module(), data);
  }

  /** The step on a checkpoint. */
  TrainingStep restored(ArtifactHash manifest, Dataset data) {
    Checkpoint checkpoint = checkpoints.read(manifest);
    TrainingStep step = step(checkpoint.module(), data);
    try {
      checkpoints.readOptimizerState(checkpoint, step.optimizerState());
      step.stateReplaced();
      return step;
    } catch (RuntimeException e) {
      step.close();
      throw e;
    }
  }

  private TrainingStep step(ArtifactHash module, Dataset data) {
    TrainableModel model = engine.loadTrainable(store.verified(module), specification.signature());
    try {
      return new TrainingStep(model, data, recipe(data));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private TrainingRecipe recipe(Dataset data) {
    JobSpecification job = specification.job();
    Optimizer optimizer = BlockOptimizer.of(job.optimizer());
    Shape wanted = specification.signature().inputs().get(0).shape();
    // Same size, other shape: a module that takes a row of pixels reads an image as one.
    Shape input = wanted.accepts(data.sampleShape()) ? data.sampleShape() : wanted;
    MicroBatchPlan microBatches = new MicroBatchPlan(StepPlan.of(job, data.size()), microBatch);
    return new TrainingRecipe(job.loss(), optimizer, input, job.seed(), microBatches);
  }
}
