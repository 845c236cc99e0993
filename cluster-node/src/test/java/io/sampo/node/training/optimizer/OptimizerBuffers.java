package io.sampo.node.training.optimizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Flat buffers as a worker has them: direct and little-endian. */
final class OptimizerBuffers {

  private OptimizerBuffers() {}

  /** Zeros, with the state that the optimizer wants. */
  static FlatBuffers zeros(Optimizer optimizer, int parameters, int gradient) {
    return new FlatBuffers(
        direct(parameters), direct((int) optimizer.stateFloats(parameters)), direct(gradient));
  }

  /** One parameter, with the state that the optimizer wants. */
  static FlatBuffers scalar(Optimizer optimizer, double start) {
    FlatBuffers buffers = zeros(optimizer, 1, 1);
    buffers.parameters().putFloat(0, (float) start);
    return buffers;
  }

  /** Random parameters and gradient, and no state yet; the same for the same number. */
  static FlatBuffers random(Optimizer optimizer, int parameters, int gradient) {
    FlatBuffers buffers = zeros(optimizer, parameters, gradient);
    Random random = new Random(parameters);
    fill(buffers.parameters(), random);
    fill(buffers.gradientSum(), random);
    return buffers;
  }

  static void fill(ByteBuffer buffer, Random random) {
    for (int i = 0; i < buffer.capacity(); i += Float.BYTES) {
      buffer.putFloat(i, (float) random.nextGaussian());
    }
  }

  static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
