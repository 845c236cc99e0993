package io.sampo.node.training.optimizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.zip.CRC32C;

/**
 * Stochastic gradient descent with momentum in the form of PyTorch ({@code torch.optim.SGD} without
 * dampening, Nesterov or weight decay): {@code v = momentum·v + g; p = p − learningRate·v}. The
 * learning rate is outside the velocity, unlike in Sutskever et al. 2013. One slot of state: v.
 */
public record SgdMomentum(float learningRate, float momentum) implements Optimizer {
  public SgdMomentum {
    if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "Expected a learning rate above 0, but was " + learningRate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("Expected a momentum in [0, 1), but was " + momentum);
    }
  }

  @Override
  public long stateFloats(long parameterCount) {
    return parameterCount;
  }

  @Override
  public void apply(
      FlatBuffers buffers, int from, int to, long step, float divisor, CRC32C checksum) {
    requireArguments(buffers, from, to, divisor);
    ByteBuffer parameters = buffers.parameters().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer state = buffers.state().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer values = parameters.asFloatBuffer();
    FloatBuffer velocities = state.asFloatBuffer();
    FloatBuffer gradient = buffers.gradientSum().asFloatBuffer();
    int slotBytes = parameters.capacity();
    for (int block = from; block < to; block = endOfBlock(block, to)) {
      int end = endOfBlock(block, to);
      update(values, velocities, gradient, divisor, block, end);
      FlatChecksum.addBlock(checksum, parameters, state, slotBytes, block, end);
    }
  }

  private void update(
      FloatBuffer values,
      FloatBuffer velocities,
      FloatBuffer gradient,
      float divisor,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float velocity = momentum * velocities.get(i) + gradient.get(i) / divisor;
      velocities.put(i, velocity);
      values.put(i, values.get(i) - learningRate * velocity);
    }
  }

  private static int endOfBlock(int from, int to) {
    int next = (from / FlatChecksum.BLOCK_FLOATS + 1) * FlatChecksum.BLOCK_FLOATS;
    return Math.min(to, next);
  }

  private void requireArguments(FlatBuffers buffers, int from, int to, float divisor) {
    if (from < 0 || to < from || to > buffers.parameterCount()) {
      throw new IllegalArgumentException(
          "Expected a range within %d parameters, but was [%d, %d)"
              .formatted(buffers.parameterCount(), from, to));
    }
    if (buffers.state().remaining() != buffers.parameters().remaining()) {
      throw new IllegalArgumentException(
          "Expected one slot of state, %d bytes, but it has %d"
              .formatted(buffers.parameters().remaining(), buffers.state().remaining()));
    }
    if (!(divisor > 0)) {
      throw new IllegalArgumentException("Expected a divisor above 0, but was " + divisor);
    }
  }
}
