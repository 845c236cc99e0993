package io.sampo.node.training.optimizer;

import java.nio.FloatBuffer;

/**
 * A stretch of parameters with their gradient and state, copied into arrays: over arrays the JVM
 * computes several elements at once, over buffers it does not. Not thread-safe.
 */
final class Block {
  /**
   * 2 KiB each, so that all arrays stay in the first-level cache. Divides {@link
   * FlatChecksum#BLOCK_FLOATS}. Longer copies took longer for each float where this was measured.
   */
  static final int LONGEST = 512;

  private final FloatBuffer parameterBuffer;
  private final FloatBuffer gradientBuffer;
  private final FloatBuffer stateBuffer;
  private final int parameterCount;
  private final float[] parameters;
  private final float[] gradient;
  private final float[][] slots;
  private int from;
  private int length;

  /** Room for one block of these buffers. */
  Block(FlatBuffers buffers, int slots) {
    this.parameterBuffer = buffers.parameters().asFloatBuffer();
    this.gradientBuffer = buffers.gradientSum().asFloatBuffer();
    this.stateBuffer = buffers.state().asFloatBuffer();
    this.parameterCount = buffers.parameterCount();
    this.parameters = new float[LONGEST];
    this.gradient = new float[LONGEST];
    this.slots = new float[slots][LONGEST];
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
