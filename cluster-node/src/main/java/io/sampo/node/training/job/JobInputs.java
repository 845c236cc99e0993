package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.JobSpecification;

/**
 * What a job's names stand for.
 *
 * @param evaluation the held-out dataset, or null
 */
record JobInputs(VersionSpecification model, DatasetSummary dataset, DatasetSummary evaluation) {
  /** What a JVM needs for a worker beside its buffers: the engine's and the sockets'. */
  private static final long OVERHEAD_BYTES = 32L << 20;

  /**
   * Module, gradients, flat gradients, staging; and of a checkpoint being written the module and
   * the parameters.
   */
  private static final long COPIES = 6;

  /** Of the optimizer's state: what is trained with, and that of a checkpoint being written. */
  private static final long STATE_COPIES = 2;

  /** Of samples: those of the pass that is computed, and those of the next that are read. */
  private static final long MICRO_BATCHES = 2;

  JobInputs {
    requireNonNull(model, "model is null");
    requireNonNull(dataset, "dataset is null");
  }

  /** What is trained: the module itself, whatever plan it is served behind. */
  Signature module() {
    return model.signature().module();
  }

  /**
   * What is served of it: the module behind the plan of the dataset, because that is what made the
   * inputs that it has learned from. A plan that the model had before says nothing about it any
   * more.
   */
  Signature trainedSignature() {
    Signature module = module();
    if (dataset.plan() == null) {
      return module;
    }
    RawInput raw = dataset.rawInput();
    Shape taken = module.inputs().get(0).shape();
    boolean shaped = raw != null && taken.isConcrete();
    return module.behind(dataset.plan(), shaped ? raw.withShape(taken) : raw);
  }

  /**
   * The memory that one worker reserves, estimated.
   *
   * @param microBatch the most samples of one pass, where the job leaves it to the node
   */
  long workerBytes(JobSpecification job, int microBatch) {
    int pass = job.batch().microOr(microBatch);
    long slots = STATE_COPIES * BlockOptimizer.of(job.optimizer()).stateFloats(1);
    long bytes = OVERHEAD_BYTES + (COPIES + slots) * model.artifactBytes();
    bytes += heldBytes(dataset) + readBytes(dataset, Math.min(pass, job.batch().global()));
    if (evaluation != null) {
      bytes += heldBytes(evaluation) + readBytes(evaluation, Math.min(pass, evaluation.samples()));
    }
    return bytes;
  }

  /** What is read of a dataset for so many samples in a pass. */
  private static long readBytes(DatasetSummary data, long samples) {
    long input = data.sampleShape().elementCount() * DataType.FP32.elementBytes();
    long target = data.targetShape().elementCount() * data.targetType().elementBytes();
    return MICRO_BATCHES * samples * (input + target);
  }

  /** Mapped files are not counted: the system takes their pages back when it needs them. */
  private static long heldBytes(DatasetSummary data) {
    DatasetSpecification specification = data.specification();
    long numbers = data.sampleShape().elementCount();
    return switch (specification.format()) {
      case NPY, RAW -> 0;
      case IDX -> rows(data) * numbers;
      case NPZ -> rows(data) * (numbers + data.targetShape().elementCount()) * Float.BYTES;
      case CSV -> {
        CsvLayout layout = specification.csv();
        yield rows(data) * (layout.features().size() + layout.targets().size()) * Double.BYTES;
      }
    };
  }

  /** Of the files, which are held as a whole even where the dataset is a part of them. */
  private static long rows(DatasetSummary data) {
    Split split = data.specification().split();
    if (split == null) {
      return data.samples();
    }
    double share = split.part() == Split.Part.TEST ? split.testShare() : 1 - split.testShare();
    return Math.round(data.samples() / share);
  }

  StepPlan plan(JobSpecification job) {
    return StepPlan.of(job, dataset.samples());
  }
}
