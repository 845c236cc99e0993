package io.sampo.generator;

import java.util.Arrays;
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
   * LeCun initialization: uniform within ±sqrt(3 / fanIn), hence of variance 1 / fanIn, after LeCun
   * et al., "Efficient BackProp", 1998.
   *
   * @param fanIn how many inputs one output adds up
   */
  float[] layer(int outputs, int fanIn) {
    return uniform(outputs * fanIn, Math.sqrt(3.0 / fanIn));
  }

  /** Uniform within ±bound. */
  float[] uniform(int count, double bound) {
    float[] values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  /** Normal around 0; {@link Random#nextGaussian} is specified to the bit, too. */
  float[] normal(int count, double deviation) {
    float[] values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  static float[] zeros(int count) {
    return new float[count];
  }

  static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }
}
