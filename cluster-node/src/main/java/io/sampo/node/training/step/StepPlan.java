package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.step.RollBack;
import io.sampo.protocol.training.step.StepRange;
import java.time.Duration;
import java.util.List;

/**
 * Which samples belong to which step: a pure function, so that the cursor of a committed step needs
 * no storage and a retreated step is tried again with the very same samples.
 *
 * @param samples in one epoch
 * @param batch the global batch; the last one of an epoch may be smaller
 * @param lastStep the step that ends the training
 * @param checkpointEvery steps between checkpoints; the last step is always one
 * @param checkpointAfter time after which the next committed step is one, too; zero for none
 * @param course which batches the steps take
 */
public record StepPlan(
    long samples,
    int batch,
    long lastStep,
    long checkpointEvery,
    Duration checkpointAfter,
    DataCourse course) {
  public StepPlan {
    requireNonNull(course, "course is null");
    requireNonNull(checkpointAfter, "checkpointAfter is null");
    if (samples < 1 || batch < 1 || lastStep < 1 || checkpointEvery < 1) {
      throw new IllegalArgumentException(
          "Expected samples, batch, last step and checkpoint interval of 1 or more, but were"
              + " [%d] [%d] [%d] [%d]".formatted(samples, batch, lastStep, checkpointEvery));
    }
  }

  /** The plan of a job that has never rolled back. */
  public StepPlan(
      long samples, int batch, long lastStep, long checkpointEvery, Duration checkpointAfter) {
    this(samples, batch, lastStep, checkpointEvery, checkpointAfter, DataCourse.WHOLE);
  }

  /** A plan whose checkpoints are taken by steps alone. */
  public StepPlan(long samples, int batch, long lastStep, long checkpointEvery) {
    this(samples, batch, lastStep, checkpointEvery, Duration.ZERO);
  }

  /** The plan of a job on a dataset with so many samples. */
  public static StepPlan of(JobSpecification job, long samples) {
    TrainingLength length = job.length();
    StepPlan whole = ofEpochs(samples, job.batch().global(), length.epochs(), 1);
    long last =
        length.maximumSteps() == 0
            ? whole.lastStep()
            : Math.min(length.maximumSteps(), whole.lastStep());
    CheckpointPolicy checkpoints = job.checkpoints();
    long every = checkpoints.everySteps() == 0 ? last : checkpoints.everySteps();
    return new StepPlan(whole.samples(), whole.batch(), last, every, checkpoints.every());
  }

  /** A plan for whole epochs. */
  public static StepPlan ofEpochs(long samples, int batch, int epochs, long checkpointEvery) {
    return new StepPlan(samples, batch, epochs * stepsPerEpoch(samples, batch), checkpointEvery);
  }

  /**
   * The plan of this job, which has never rolled back, once it has made these roll-backs: the data
   * ends where it did, and so many steps earlier as there are batches left out.
   */
  public StepPlan behind(List<RollBack> rollBacks) {
    DataCourse left = DataCourse.of(rollBacks);
    return new StepPlan(
        samples, batch, left.stepsUntil(lastStep), checkpointEvery, checkpointAfter, left);
  }

  public long stepsPerEpoch() {
    return stepsPerEpoch(samples, batch);
  }

  /** The global batch of a step, which counts from 1. */
  public StepRange range(long step) {
    if (step < 1 || step > lastStep) {
      throw new IllegalArgumentException(
          "Expected a step from 1 to [" + lastStep + "], but was [" + step + "]");
    }
    long number = course.batchOf(step) - 1;
    long epoch = number / stepsPerEpoch();
    long start = number % stepsPerEpoch() * batch;
    return new StepRange(epoch, start, (int) Math.min(batch, samples - start));
  }

  boolean isCheckpoint(long step) {
    return step == lastStep || step % checkpointEvery == 0;
  }

  private static long stepsPerEpoch(long samples, int batch) {
    return (samples + batch - 1) / batch;
  }
}
