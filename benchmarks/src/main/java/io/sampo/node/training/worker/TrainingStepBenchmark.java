package io.sampo.node.training.worker;

import io.sampo.benchmark.MicroBenchmark;
import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.IdxDataset;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A worker computes the gradients of 64 digits in one pass through the convolution. One operation
 * is all of them.
 */
public class TrainingStepBenchmark extends MicroBenchmark {
  private static final int BATCH = 64;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Shape IMAGE = Shape.of(1, 28, 28);
  private static final Signature DIGITS =
      new Signature(
          List.of(new TensorSpec("image", DataType.FP32, IMAGE)),
          List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
          BATCH,
          List.of());
  private static final List<WorkerIncarnation> ALONE =
      List.of(new WorkerIncarnation(new UUID(0, 1)));

  /** Whether the samples of the next step are read meanwhile; else each step reads its own. */
  @Param({"true", "false"})
  public boolean ahead;

  /** How long a batch waits for its medium, beside what it costs to take it out of memory. */
  @Param({"0", "5"})
  public long waitMillis;

  private StepPlan steps;
  private TrainingStep training;
  private long step;

  @Setup
  public void load() throws IOException {
    Path directory = Files.createTempDirectory("sampo-benchmark");
    try {
      Dataset digits =
          new WaitingDataset(
              IdxDataset.read(
                  copy("data/train-images-idx3-ubyte.gz", directory),
                  copy("data/train-labels-idx1-ubyte.gz", directory),
                  10));
      steps = StepPlan.ofEpochs(digits.size(), BATCH, 1 << 20, 1);
      // Where a plan ends after one step, nobody expects another.
      StepPlan foreseen = ahead ? steps : StepPlan.ofEpochs(BATCH, BATCH, 1, 1);
      training =
          new TrainingStep(
              new DjlModelEngine().loadTrainable(copy("digits-cnn.pt", directory), DIGITS),
              digits,
              new TrainingRecipe(
                  Loss.CROSS_ENTROPY,
                  BlockOptimizer.of(OptimizerSpecification.sgd(0.01, 0.9)),
                  IMAGE,
                  1,
                  new MicroBatchPlan(foreseen, BATCH)));
    } finally {
      delete(directory);
    }
  }

  private static Path copy(String name, Path directory) throws IOException {
    Path file = directory.resolve(Path.of(name).getFileName());
    try (InputStream in = TrainingStepBenchmark.class.getResourceAsStream("/demo/" + name)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @TearDown
  public void close() {
    training.close();
  }

  @Benchmark
  public StepResult compute() {
    step++;
    StepStart start =
        new StepStart(
            new JobId("benchmark"),
            new GenerationStep(1, step),
            steps.range(step),
            ALONE,
            Double.POSITIVE_INFINITY);
    return training.compute(start, 0, LIMIT, () -> false);
  }

  /** Digits of which the first of every batch comes late. */
  private final class WaitingDataset implements Dataset {
    private final Dataset digits;

    WaitingDataset(Dataset digits) {
      this.digits = digits;
    }

    @Override
    public long size() {
      return digits.size();
    }

    @Override
    public Shape sampleShape() {
      return digits.sampleShape();
    }

    @Override
    public int classCount() {
      return digits.classCount();
    }

    @Override
    public void read(long index, int slot, ByteBuffer inputs, ByteBuffer targets) {
      if (slot == 0 && waitMillis > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(waitMillis));
      }
      digits.read(index, slot, inputs, targets);
    }
  }
}
