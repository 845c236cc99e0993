package io.sampo.node.training.data;

/**
 * Consecutive positions of an epoch, which the epoch's permutation turns into samples.
 *
 * @param first the first position
 * @param size positions, may be 0
 */
public record PositionRange(long first, int size) {
  public PositionRange {
    if (first < 0 || size < 0) {
      throw new IllegalArgumentException(
          "Expected a range of positions, but was first %d, size %d".formatted(first, size));
    }
  }

  /**
   * The part of a rank: contiguous, and the first {@code size mod workers} ranks take one more. The
   * parts of all ranks, one after another, are this range.
   */
  public PositionRange shard(int rank, int workers) {
    if (rank < 0 || rank >= workers) {
      throw new IllegalArgumentException(
          "Expected a rank below %d, but was %d".formatted(workers, rank));
    }
    int base = size / workers;
    int longer = size % workers;
    long offset = (long) base * rank + Math.min(rank, longer);
    return new PositionRange(first + offset, rank < longer ? base + 1 : base);
  }
}
