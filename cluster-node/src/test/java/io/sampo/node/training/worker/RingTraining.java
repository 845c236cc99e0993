package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.optimizer.Optimizer;
import io.sampo.node.training.ring.AllReduce;
import io.sampo.node.training.ring.DataPlaneSettings;
import io.sampo.node.training.ring.RingDataPlane;
import io.sampo.node.training.ring.RingMember;
import io.sampo.node.training.ring.RingMembership;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep.StepStart;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Trains digits with real modules and a real ring over loopback, each worker in its own thread. */
final class RingTraining {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final JobId JOB = new JobId("parity");
  static final int BATCH = 64;

  /** What a worker does with a step that is reduced. */
  interface Conclusion {
    void conclude(TrainingStep step, int rank, long number, int samples);
  }

  private final Dataset digits;
  private final Optimizer optimizer;
  private final Conclusion conclusion;

  RingTraining(Dataset digits, Optimizer optimizer) {
    this(digits, optimizer, (step, rank, number, samples) -> step.apply(number, samples));
  }

  RingTraining(Dataset digits, Optimizer optimizer, Conclusion conclusion) {
    this.digits = digits;
    this.optimizer = optimizer;
    this.conclusion = conclusion;
  }

  /** Trains and returns the parameters, after checking that all workers hold the same bits. */
  float[] train(Path module, int seed, int workers, int steps) throws Exception {
    return train(module, seed, workers, steps, usual());
  }

  /** The same with other passes over each share. */
  float[] train(Path module, int seed, int workers, int steps, MicroBatchPlan microBatches)
      throws Exception {
    return train(workers, 1, steps, () -> open(module, seed, microBatches), (rank, step) -> {});
  }

  /**
   * The same from one step to another.
   *
   * @param open for each worker what it begins with
   * @param atTheEnd sees what every rank ends with
   */
  float[] train(
      int workers,
      int first,
      int last,
      Supplier<TrainingStep> open,
      BiConsumer<Integer, TrainingStep> atTheEnd)
      throws Exception {
    List<RingDataPlane> planes = new ArrayList<>();
    List<RingMember> members = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      RingDataPlane plane = RingDataPlane.start(settings());
      planes.add(plane);
      members.add(
          new RingMember(
              new WorkerIncarnation(new UUID(1, rank)),
              plane.address().getHostString(),
              plane.address().getPort()));
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Callable<float[]>> tasks = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        int own = rank;
        tasks.add(
            () -> {
              try (TrainingStep step = open.get()) {
                work(step, planes.get(own), members, own, first, last);
                atTheEnd.accept(own, step);
                return copy(step.parameters());
              }
            });
      }
      List<Future<float[]>> results = threads.invokeAll(tasks);
      float[] parameters = results.get(0).get();
      for (Future<float[]> result : results) {
        assertThat(result.get()).isEqualTo(parameters);
      }
      return parameters;
    } finally {
      threads.shutdownNow();
      planes.forEach(RingDataPlane::close);
    }
  }

  private void work(
      TrainingStep step,
      RingDataPlane plane,
      List<RingMember> members,
      int rank,
      int first,
      int last)
      throws Exception {
    RingMembership membership =
        new RingMembership(JOB, "token", 1, members, rank, step.floatCount());
    try (AllReduce ring = plane.open(membership)) {
      ring.connect(LIMIT);
      for (int number = first; number <= last; number++) {
        StepStart start = start(number, members);
        step.compute(start, rank, LIMIT, () -> false);
        step.reduce(ring, number, LIMIT);
        conclusion.conclude(step, rank, number, start.range().count());
      }
    }
  }

  private StepStart start(long number, List<RingMember> members) {
    return new StepStart(
        JOB,
        new GenerationStep(1, number),
        plan().range(number),
        members.stream().map(RingMember::worker).toList(),
        Double.POSITIVE_INFINITY);
  }

  /** The parameters before any step. */
  float[] initial(Path module) {
    try (TrainingStep step = open(module, 0)) {
      return copy(step.parameters());
    }
  }

  TrainingStep open(Path module, int seed) {
    return open(module, seed, usual());
  }

  private TrainingStep open(Path module, int seed, MicroBatchPlan microBatches) {
    return new TrainingStep(
        new DjlModelEngine().loadTrainable(module, TrainingFiles.DIGITS),
        digits,
        new TrainingRecipe(Loss.CROSS_ENTROPY, optimizer, Shape.of(1, 28, 28), seed, microBatches));
  }

  private MicroBatchPlan usual() {
    return new MicroBatchPlan(plan(), 32);
  }

  /** Which samples belong to which step of every training here. */
  StepPlan plan() {
    return StepPlan.ofEpochs(digits.size(), BATCH, 2, 1);
  }

  private static DataPlaneSettings settings() {
    return new DataPlaneSettings(
        "127.0.0.1",
        0,
        256 * 1024,
        0,
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }

  static float[] copy(ByteBuffer parameters) {
    FloatBuffer floats = parameters.asFloatBuffer();
    float[] copy = new float[floats.remaining()];
    floats.get(copy);
    return copy;
  }

  static float largestDifference(float[] one, float[] other) {
    assertThat(one).hasSameSizeAs(other);
    float largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }
}
