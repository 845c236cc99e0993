package io.sampo.node.training.optimizer;

import java.nio.FloatBuffer;

/**
 * A stretch of parameters with their gradient and state, copied into arrays: over arrays the JVM
 * computes several elements at once, over buffers it does not. Not thread-safe.
 */
final class Block {
  private final FloatBuffer parameterBuffer;
  private final FloatBuffer gradientBuffer;
  private final FloatBuffer stateBuffer;
  private final int parameterCount;
  private final float[] parameters;
  private final float[] gradient;
  private final float[][] slots;
  private int from;
  private int length;

  /**
   * Room for one block.
   *
   * @param longest parameters of the longest block that will be read
   */
  Block(FlatBuffers buffers, int slots, int longest) {
    this.parameterBuffer = buffers.parameters().asFloatBuffer();
    this.gradientBuffer = buffers.gradientSum().asFloatBuffer();
    this.stateBuffer = buffers.state().asFloatBuffer();
    this.parameterCount = buffers.parameterCount();
    int room = Math.min(longest, FlatChecksum.BLOCK_FLOATS);
    this.parameters = new float[room];
    this.gradient = new float[room];
    this.slots = new float[slots][room];
  }

  int length() {
    return length;
  }

  float[] parameters() {
    return parameters;
  }

  float[] gradient() {
    return gradient;
  }

  float[] slot(int slot) {
    return slots[slot];
  }

  void read(int first, int end) {
    from = first;
    length = end - first;
    parameterBuffer.get(from, parameters, 0, length);
    gradientBuffer.get(from, gradient, 0, length);
    for (int slot = 0; slot < slots.length; slot++) {
      stateBuffer.get(slot * parameterCount + from, slots[slot], 0, length);
    }
  }

  /** Writes back what a rule may change: parameters and state. */
  void write() {
    parameterBuffer.put(from, parameters, 0, length);
    for (int slot = 0; slot < slots.length; slot++) {
      stateBuffer.put(slot * parameterCount + from, slots[slot], 0, length);
    }
  }
}
