package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

/**
 * Which of two parts of its files a dataset is. Two datasets of the same files, seed and share are
 * together all rows, each once.
 *
 * @param testShare of the rows, above 0 and below 1; each part has at least one
 */
public record Split(long seed, double testShare, Part part) {
  /** Statistics always come from {@code TRAIN}. */
  public enum Part {
    TRAIN,
    TEST
  }

  public Split {
    requireNonNull(part, "part is null");
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException(
          "Expected a testShare above 0 and below 1, but was [" + testShare + "]");
    }
  }

  public Split withPart(Part other) {
    return new Split(seed, testShare, other);
  }
}
