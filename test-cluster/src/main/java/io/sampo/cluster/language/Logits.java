package io.sampo.cluster.language;

import java.util.random.RandomGenerator;

/**
 * What a model says about the next byte: a number for each, of which the softmax makes
 * probabilities.
 */
public final class Logits {
  private final float[] values;
  private final int offset;
  private final int classes;

  /**
   * A view of some classes, from an offset on. Not copied.
   *
   * @param classes at least 1
   */
  public Logits(float[] values, int offset, int classes) {
    if (classes < 1 || offset < 0 || offset > values.length - classes) {
      throw new IllegalArgumentException(
          "Expected [%d] logits from [%d] on, but there are [%d]"
              .formatted(classes, offset, values.length));
    }
    this.values = values;
    this.offset = offset;
    this.classes = classes;
  }

  /** The negative logarithm of the probability of a class, in nats. */
  public double loss(int target) {
    double largest = largest();
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.exp(values[offset + i] - largest);
    }
    return Math.log(sum) + largest - values[offset + target];
  }

  /**
   * Draws a class.
   *
   * @param temperature above 0; the logits are divided by it, so that less of it is less surprising
   */
  public int draw(double temperature, RandomGenerator random) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "Expected a temperature above 0, but was [" + temperature + "]");
    }
    double largest = largest();
    double[] cumulative = new double[classes];
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.exp((values[offset + i] - largest) / temperature);
      cumulative[i] = sum;
    }
    double drawn = random.nextDouble() * sum;
    int choice = 0;
    while (choice < classes - 1 && cumulative[choice] <= drawn) {
      choice++;
    }
    return choice;
  }

  private double largest() {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      largest = Math.max(largest, values[offset + i]);
    }
    return largest;
  }
}
