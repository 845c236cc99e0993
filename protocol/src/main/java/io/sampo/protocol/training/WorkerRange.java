package io.sampo.protocol.training;

/** How many workers a job needs at least and takes at most. */
public record WorkerRange(int minimum, int maximum) {
  public WorkerRange {
    if (minimum < 1 || maximum < minimum) {
      throw new IllegalArgumentException(
          "Expected 1 ≤ minimum ≤ maximum workers, but was [%d, %d]".formatted(minimum, maximum));
    }
  }
}
