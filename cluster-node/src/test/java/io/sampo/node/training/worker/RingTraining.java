package io.sampo.node.training.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.ring.AllReduce;
import io.sampo.node.training.ring.DataPlaneSettings;
import io.sampo.node.training.ring.RingDataPlane;
import io.sampo.node.training.ring.RingMember;
import io.sampo.node.training.ring.RingMembership;
import io.sampo.node.training.step.StepPlan;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
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

/** Several workers that train together over a real ring, each in a thread of its own. */
final class RingTraining {
  static final int BATCH = 64;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final StepPlan plan;
  private final List<RingDataPlane> planes = new ArrayList<>();
  private final List<RingMember> members = new ArrayList<>();

  private RingTraining(long samples) {
    this.plan = StepPlan.ofEpochs(samples, BATCH, 2, 1);
  }

  /** Trains and returns the parameters, after checking that all workers hold the same bits. */
  static float[] train(long samples, int workers, int first, int last, Supplier<TrainingStep> open)
      throws Exception {
    return train(samples, workers, first, last, open, (rank, step) -> {});
  }

  /**
   * @param atTheEnd sees what every rank ends with
   */
  static float[] train(
      long samples,
      int workers,
      int first,
      int last,
      Supplier<TrainingStep> open,
      BiConsumer<Integer, TrainingStep> atTheEnd)
      throws Exception {
    RingTraining training = new RingTraining(samples);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      training.openPlanes(workers);
      List<Callable<float[]>> tasks = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        int own = rank;
        tasks.add(() -> training.work(open.get(), own, first, last, atTheEnd));
      }
      List<Future<float[]>> results = threads.invokeAll(tasks);
      float[] parameters = results.get(0).get();
      for (Future<float[]> result : results) {
        assertThat(result.get()).containsExactly(parameters);
      }
      return parameters;
    } finally {
      threads.shutdownNow();
      training.planes.forEach(RingDataPlane::close);
    }
  }

  private void openPlanes(int workers) {
    for (int rank = 0; rank < workers; rank++) {
      RingDataPlane plane = RingDataPlane.start(settings());
      planes.add(plane);
      members.add(
          new RingMember(
              new WorkerIncarnation(new UUID(1, rank)),
              plane.address().getHostString(),
              plane.address().getPort()));
    }
  }

  private float[] work(
      TrainingStep opened,
      int rank,
      int first,
      int last,
      BiConsumer<Integer, TrainingStep> atTheEnd)
      throws Exception {
    try (TrainingStep step = opened) {
      RingMembership membership =
          new RingMembership(new JobId("parity"), "token", 1, members, rank, step.floatCount());
      try (AllReduce ring = planes.get(rank).open(membership)) {
        ring.connect(LIMIT);
        for (int number = first; number <= last; number++) {
          step.compute(number, plan.range(number), rank, members.size());
          step.reduce(ring, number, LIMIT);
          step.apply(number, plan.range(number).count());
        }
      }
      atTheEnd.accept(rank, step);
      return copy(step.parameters());
    }
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
}
