package io.sampo.cluster.language;

/**
 * A model of language in closed form: what it knows about the next byte comes from the one before
 * it, counted in what it learned from. Every count is one more than it was (Laplace), so that
 * nothing is impossible.
 */
public interface NextByteModel {
  int BYTES = 256;

  /**
   * @param previous from 0 to 255, like {@code next}
   */
  double probability(int previous, int next);

  /** How often each byte comes, whatever comes before it. */
  static NextByteModel unigram(byte[] training) {
    double[] counts = new double[BYTES];
    for (byte each : training) {
      counts[each & 0xFF]++;
    }
    double total = training.length + BYTES;
    return (previous, next) -> (counts[next] + 1) / total;
  }

  /** How often each byte comes behind each other one. */
  static NextByteModel bigram(byte[] training) {
    double[][] counts = new double[BYTES][BYTES];
    double[] totals = new double[BYTES];
    for (int i = 1; i < training.length; i++) {
      counts[training[i - 1] & 0xFF][training[i] & 0xFF]++;
      totals[training[i - 1] & 0xFF]++;
    }
    return (previous, next) -> (counts[previous][next] + 1) / (totals[previous] + BYTES);
  }

  /** The mean over all bytes that the windows ask for of the negative logarithm, in nats. */
  default double loss(ByteWindows windows) {
    byte[] inputs = windows.inputs();
    byte[] targets = windows.targets();
    double sum = 0;
    for (int i = 0; i < inputs.length; i++) {
      sum -= Math.log(probability(inputs[i] & 0xFF, targets[i] & 0xFF));
    }
    return sum / inputs.length;
  }
}
