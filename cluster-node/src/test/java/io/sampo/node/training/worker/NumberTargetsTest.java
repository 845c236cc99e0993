package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import io.sampo.protocol.training.step.StepRange;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step and an evaluation on a dataset whose targets are ten numbers each. */
class NumberTargetsTest {
  private static final int SAMPLES = 101;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  @TempDir private Path directory;

  @Test
  void evaluatesTheSameHoweverTheSamplesAreSplit() {
    try (TrainingStep step = open(7)) {
      // when
      EvaluationSums whole = step.evaluate(new Numbers(), 0, SAMPLES, LIMIT);
      EvaluationSums parts =
          step.evaluate(new Numbers(), 0, 40, LIMIT)
              .plus(step.evaluate(new Numbers(), 40, 40, LIMIT))
              .plus(step.evaluate(new Numbers(), 40, SAMPLES, LIMIT));

      // then
      assertThat(parts.samples()).isEqualTo(SAMPLES);
      assertThat(parts.loss()).isCloseTo(whole.loss(), within(1e-6 * whole.loss()));
      assertThat(parts.numbers().count()).isEqualTo(SAMPLES * 10);
      assertThat(parts.numbers().squared())
          .isCloseTo(whole.numbers().squared(), within(1e-6 * whole.numbers().squared()));
      assertThat(parts.numbers().determination())
          .isCloseTo(whole.numbers().determination(), within(1e-6));
      assertThat(parts.numbers().targetMean()).isCloseTo((SAMPLES - 1) / 2.0 + 4.5, within(1e-9));
    }
  }

  @Test
  void addsTheLossesOfSharesToThatOfTheBatch() {
    try (TrainingStep step = open(SAMPLES)) {
      // when
      StepResult whole = compute(step, 0, 1);
      StepResult shares = compute(step, 0, 2).plus(compute(step, 1, 2));

      // then
      assertThat(whole.samples()).isEqualTo(SAMPLES);
      assertThat(shares.samples()).isEqualTo(SAMPLES);
      assertThat(shares.lossSum()).isCloseTo(whole.lossSum(), within(1e-5 * whole.lossSum()));
      assertThat(whole.correct()).isZero();
    }
  }

  private static StepResult compute(TrainingStep step, int rank, int members) {
    List<WorkerIncarnation> workers = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      workers.add(new WorkerIncarnation(new UUID(1, i)));
    }
    StepRange range = new StepRange(0, 0, SAMPLES);
    StepStart start =
        new StepStart(
            new JobId("job"), new GenerationStep(1, 1), range, workers, Double.POSITIVE_INFINITY);
    return step.compute(start, rank, LIMIT, () -> false);
  }

  private TrainingStep open(int microBatch) {
    return new TrainingStep(
        new DjlModelEngine()
            .loadTrainable(new TrainingFiles(directory).perceptron(), TrainingFiles.DIGITS),
        new Numbers(),
        new TrainingRecipe(
            Loss.MEAN_SQUARED_ERROR,
            BlockOptimizer.of(OptimizerSpecification.sgd(0.01, 0)),
            IMAGE,
            1,
            new MicroBatchPlan(StepPlan.ofEpochs(SAMPLES, SAMPLES, 1, 1), microBatch)));
  }

  /** Sample i is all i/101, its targets are i to i + 9. */
  private static final class Numbers implements Dataset {
    @Override
    public long size() {
      return SAMPLES;
    }

    @Override
    public Shape sampleShape() {
      return IMAGE;
    }

    @Override
    public DataType targetType() {
      return DataType.FP32;
    }

    @Override
    public Shape targetShape() {
      return Shape.of(10);
    }

    @Override
    public int classCount() {
      return 0;
    }

    @Override
    public void read(long index, int slot, ByteBuffer inputs, ByteBuffer targets) {
      int pixels = (int) IMAGE.elementCount();
      for (int i = 0; i < pixels; i++) {
        inputs.putFloat((slot * pixels + i) * Float.BYTES, index / (float) SAMPLES);
      }
      for (int i = 0; i < 10; i++) {
        targets.putFloat((slot * 10 + i) * Float.BYTES, index + i);
      }
    }
  }
}
