package io.sampo.generator;

import java.util.Random;

/**
 * Initial weights that are the same on every machine: {@link Random} is specified to the bit, and
 * no libtorch takes part.
 */
final class SeededWeights {
  private final Random random;

  SeededWeights(long seed) {
    random = new Random(seed);
  }

  /**
   * He initialization for a layer before a ReLU: uniform within ±sqrt(6 / fanIn), after He et al.,
   * "Delving Deep into Rectifiers", 2015.
   *
   * @param fanIn how many inputs one output adds up
   */
  float[] beforeRelu(int outputs, int fanIn) {
    return uniform(outputs * fanIn, Math.sqrt(6.0 / fanIn));
  }

  /**
   * Glorot initialization for a layer without a ReLU behind it: uniform within ±sqrt(6 / (fanIn +
   * fanOut)), after Glorot and Bengio, "Understanding the difficulty of training deep feedforward
   * neural networks", 2010.
   */
  float[] beforeOutput(int outputs, int fanIn) {
    return uniform(outputs * fanIn, Math.sqrt(6.0 / (fanIn + outputs)));
  }

  /** Uniform within ±bound. */
  float[] uniform(int count, double bound) {
    float[] values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  static float[] zeros(int count) {
    return new float[count];
  }
}
