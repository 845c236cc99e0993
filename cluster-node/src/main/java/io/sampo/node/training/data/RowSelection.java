package io.sampo.node.training.data;

import static io.sampo.node.training.data.DataFile.invalid;

import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Split;
import java.util.stream.LongStream;

/**
 * Which rows of a source a dataset consists of, and in which order. The parts of a split are the
 * two ends of one seeded permutation: every row is in exactly one of them, on every node.
 * Immutable.
 */
final class RowSelection {
  private final long[] kept;
  private final SeededPermutation order;
  private final long first;
  private final long size;

  private RowSelection(long[] kept, SeededPermutation order, long first, long size) {
    this.kept = kept;
    this.order = order;
    this.first = first;
    this.size = size;
  }

  static RowSelection all(long rows) {
    return new RowSelection(null, null, 0, rows);
  }

  /**
   * Reads every row where incomplete ones are to be left out.
   *
   * @param split or null for all
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if too few rows are left
   */
  static RowSelection of(RowSource rows, MissingValues missing, Split split) {
    if (missing != MissingValues.DROP_ROW) {
      return parted(null, rows.size(), split);
    }
    long[] complete = LongStream.range(0, rows.size()).filter(rows::isComplete).toArray();
    if (complete.length == 0) {
      throw invalid(
          "Expected at least one row without missing values, but of %d there is none"
              .formatted(rows.size()));
    }
    return parted(complete.length == rows.size() ? null : complete, complete.length, split);
  }

  private static RowSelection parted(long[] kept, long rows, Split split) {
    if (split == null) {
      return new RowSelection(kept, null, 0, rows);
    }
    if (rows < 2) {
      throw invalid("Expected at least 2 rows to split, but there is " + rows);
    }
    long wanted = Math.round(rows * split.testShare());
    long tests = Math.max(1, Math.min(rows - 1, wanted));
    SeededPermutation order = new SeededPermutation(rows, split.seed(), 0);
    return split.part() == Split.Part.TEST
        ? new RowSelection(kept, order, 0, tests)
        : new RowSelection(kept, order, tests, rows - tests);
  }

  long size() {
    return size;
  }

  /** The row of the source at a position. */
  long row(long position) {
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException(
          "Expected an index below %d, but was %d".formatted(size, position));
    }
    long index = order == null ? position : order.at(first + position);
    return kept == null ? index : kept[Math.toIntExact(index)];
  }
}
