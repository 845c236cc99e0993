package io.sampo.protocol.training.step;

/**
 * The samples of one global batch: consecutive positions of the seeded permutation of one epoch.
 * All members together take exactly these, whatever their number.
 *
 * @param epoch the pass over the data, from 0
 * @param start the first position in the permutation of that epoch, from 0
 * @param count how many samples; the last batch of an epoch may be smaller than the others
 */
public record StepRange(long epoch, long start, int count) {
  public StepRange {
    if (epoch < 0 || start < 0 || count < 1) {
      throw new IllegalArgumentException(
          "Expected a range of at least one sample, but was epoch [%d] start [%d] count [%d]"
              .formatted(epoch, start, count));
    }
  }

  /**
   * The contiguous share of one rank; the first {@code count mod members} ranks take one more. The
   * share of a rank beyond the samples is empty and therefore not a range: its count is 0.
   *
   * @return the first position and the number of samples
   */
  public Share share(int rank, int members) {
    if (members < 1 || rank < 0 || rank >= members) {
      throw new IllegalArgumentException(
          "Expected a rank below [" + members + "], but was [" + rank + "]");
    }
    int base = count / members;
    int larger = count % members;
    long first = start + (long) rank * base + Math.min(rank, larger);
    return new Share(epoch, first, base + (rank < larger ? 1 : 0));
  }

  /** What one rank takes of a range; {@code count} may be 0. */
  public record Share(long epoch, long start, int count) {}
}
