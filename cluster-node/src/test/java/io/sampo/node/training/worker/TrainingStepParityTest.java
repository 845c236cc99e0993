package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.optimizer.SgdMomentum;
import io.sampo.node.training.property.TrainingProperty;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same global batch gives the same parameters, however many workers share it: real module, real
 * ring over loopback, each worker in a thread of its own.
 */
class TrainingStepParityTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BATCH = 64;
  private static final int SEEDS = 5;

  @TempDir private Path directory;
  private TrainingFiles files;
  private Dataset digits;

  @BeforeEach
  void readDigits() {
    files = new TrainingFiles(directory);
    digits = files.training();
  }

  /**
   * Several seeds and their median: where two values of a max-pooling window or of a rectifier are
   * equal but for rounding, the winner depends on the order of additions, hence on the processor
   * and on the sizes of the shares, and parameters part by much more than rounding. A training may
   * meet such a tie; a wrong reduction meets every training.
   */
  @Test
  @TrainingProperty("P1")
  void trainsTheSameParametersWithOneTwoAndThreeWorkers() throws Exception {
    // given
    List<Float> two = new ArrayList<>();
    List<Float> three = new ArrayList<>();

    // when
    for (int seed = 1; seed <= SEEDS; seed++) {
      float[] alone = train(files.convolution(), seed, 1, 20);
      assertThat(largestDifference(alone, initial(files.convolution()))).isGreaterThan(1e-3f);
      two.add(largestDifference(alone, train(files.convolution(), seed, 2, 20)));
      three.add(largestDifference(alone, train(files.convolution(), seed, 3, 20)));
    }

    // then
    assertThat(median(two)).as("differences %s", two).isLessThanOrEqualTo(1e-6f);
    assertThat(median(three)).as("differences %s", three).isLessThanOrEqualTo(1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  @TrainingProperty("P1")
  void trainsTheIntegerModelToTheSameBitsAsOneWorker(int workers) throws Exception {
    // given
    float[] alone = train(files.integerGradient(), 7, 1, 200);

    // when
    float[] together = train(files.integerGradient(), 7, workers, 200);

    // then
    assertThat(largestDifference(alone, initial(files.integerGradient()))).isGreaterThan(1e-3f);
    assertThat(together).containsExactly(alone);
  }

  @Test
  @TrainingProperty("P41")
  void trainsTheSameBytesTwice() throws Exception {
    // when
    float[] once = train(files.convolution(), 3, 3, 20);
    float[] twice = train(files.convolution(), 3, 3, 20);

    // then
    assertThat(once).isNotEqualTo(initial(files.convolution()));
    assertThat(twice).containsExactly(once);
  }

  /** Trains and returns the parameters, after checking that all workers hold the same bits. */
  private float[] train(Path module, int seed, int workers, int steps) throws Exception {
    JobId job = new JobId("parity");
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
        tasks.add(() -> work(open(module, seed), job, planes.get(own), members, own, steps));
      }
      List<Future<float[]>> results = threads.invokeAll(tasks);
      float[] first = results.get(0).get();
      for (Future<float[]> result : results) {
        assertThat(result.get()).containsExactly(first);
      }
      return first;
    } finally {
      threads.shutdownNow();
      planes.forEach(RingDataPlane::close);
    }
  }

  private float[] work(
      TrainingStep opened,
      JobId job,
      RingDataPlane plane,
      List<RingMember> members,
      int rank,
      int steps)
      throws Exception {
    try (TrainingStep step = opened) {
      RingMembership membership =
          new RingMembership(job, "token", 1, members, rank, step.floatCount());
      StepPlan plan = StepPlan.ofEpochs(digits.size(), BATCH, 2, 1);
      try (AllReduce ring = plane.open(membership)) {
        ring.connect(LIMIT);
        for (int number = 1; number <= steps; number++) {
          step.compute(number, plan.range(number), rank, members.size());
          step.reduce(ring, number, LIMIT);
          step.apply(number, plan.range(number).count());
        }
      }
      return copy(step.parameters());
    }
  }

  private float[] initial(Path module) {
    try (TrainingStep step = open(module, 0)) {
      return copy(step.parameters());
    }
  }

  private TrainingStep open(Path module, int seed) {
    return new TrainingStep(
        new DjlModelEngine().loadTrainable(module, TrainingFiles.DIGITS),
        digits,
        new TrainingRecipe(
            Loss.CROSS_ENTROPY, new SgdMomentum(0.05f, 0.9f), Shape.of(1, 28, 28), seed, 32));
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

  private static float[] copy(ByteBuffer parameters) {
    FloatBuffer floats = parameters.asFloatBuffer();
    float[] copy = new float[floats.remaining()];
    floats.get(copy);
    return copy;
  }

  private static float median(List<Float> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static float largestDifference(float[] one, float[] other) {
    assertThat(one).hasSameSizeAs(other);
    float largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }
}
