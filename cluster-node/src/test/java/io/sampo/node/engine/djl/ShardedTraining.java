package io.sampo.node.engine.djl;

import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.ParameterSpace;
import io.sampo.node.engine.TestDigits;
import io.sampo.node.engine.TrainableModel;
import io.sampo.node.training.optimizer.BlockOptimizer;
import io.sampo.node.training.optimizer.FlatBuffers;
import io.sampo.node.training.optimizer.Optimizer;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.OptimizerSpecification;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Data-parallel training in one process and without a network: N models, each with its share of
 * every global batch, summed gradients, one division by the global batch, the platform's own
 * optimizer.
 */
final class ShardedTraining implements AutoCloseable {
  private static final Optimizer OPTIMIZER =
      BlockOptimizer.of(OptimizerSpecification.sgd(0.01, 0.9));

  /** In which order the gradients of the workers are added up. */
  enum Order {
    /** From the first worker to the last. */
    BY_RANK,
    /** As a ring does it: each of N chunks begins with another worker. */
    AROUND_THE_RING;

    Order other() {
      return this == BY_RANK ? AROUND_THE_RING : BY_RANK;
    }
  }

  private final List<TrainableModel> workers = new ArrayList<>();
  private final List<FlatBuffers> buffers = new ArrayList<>();
  private final Order order;

  ShardedTraining(ModelEngine engine, Path file, Signature signature, int workers, Order order) {
    this.order = order;
    for (int i = 0; i < workers; i++) {
      TrainableModel worker = engine.loadTrainable(file, signature);
      this.workers.add(worker);
      ParameterSpace space = worker.parameters();
      buffers.add(
          new FlatBuffers(space.parameters(), allocate(space.bytes()), allocate(space.bytes())));
    }
  }

  void train(TestDigits digits, int steps, int globalBatch) {
    for (int step = 0; step < steps; step++) {
      apply(reduce(gradients(digits, step, globalBatch)), step, globalBatch);
    }
  }

  /** The first (batch mod N) workers take one sample more, as in a job. */
  private List<float[]> gradients(TestDigits digits, int step, int globalBatch) {
    List<float[]> gradients = new ArrayList<>();
    long from = (long) step * globalBatch;
    for (int rank = 0; rank < workers.size(); rank++) {
      int share = globalBatch / workers.size() + (rank < globalBatch % workers.size() ? 1 : 0);
      TrainableModel worker = workers.get(rank);
      TestDigits.Batch batch = digits.batch(from, share);
      worker.forwardBackward(
          batch.inputs(), batch.shape(), batch.targets(), Loss.CROSS_ENTROPY, step);
      gradients.add(gather(worker.parameters()));
      from += share;
    }
    return gradients;
  }

  static float[] gather(ParameterSpace parameters) {
    ByteBuffer flat = allocate(parameters.bytes());
    parameters.gatherGradients(flat);
    float[] values = new float[parameters.floats()];
    flat.asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private float[] reduce(List<float[]> gradients) {
    int count = gradients.size();
    float[] sum = new float[gradients.get(0).length];
    for (int chunk = 0; chunk < count; chunk++) {
      int from = (int) ((long) sum.length * chunk / count);
      int to = (int) ((long) sum.length * (chunk + 1) / count);
      int first = order == Order.BY_RANK ? 0 : chunk;
      System.arraycopy(gradients.get(first), from, sum, from, to - from);
      for (int hop = 1; hop < count; hop++) {
        float[] next = gradients.get((first + hop) % count);
        for (int i = from; i < to; i++) {
          sum[i] += next[i];
        }
      }
    }
    return sum;
  }

  private void apply(float[] sum, int step, int globalBatch) {
    for (FlatBuffers flat : buffers) {
      flat.gradientSum().asFloatBuffer().put(sum);
      OPTIMIZER.apply(flat, step + 1, globalBatch);
    }
  }

  /** The parameters of the first worker, after making sure that all have the same bits. */
  float[] parameters() {
    float[] first = read(workers.get(0));
    for (TrainableModel worker : workers) {
      if (!Arrays.equals(first, read(worker))) {
        throw new AssertionError("Expected workers with equal parameters, but they differ");
      }
    }
    return first;
  }

  private static float[] read(TrainableModel worker) {
    float[] values = new float[worker.parameters().floats()];
    worker.parameters().parameters().asFloatBuffer().get(values);
    return values;
  }

  @Override
  public void close() {
    workers.forEach(TrainableModel::close);
  }
}
