package io.sampo.node.training.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * The samples of one pass through the module: consecutive positions in the order of an epoch.
 *
 * @param epoch the pass over the data, from 0
 * @param start the first position, from 0
 * @param count how many samples, at least one
 */
record MicroBatchRange(long epoch, long start, int count) {
  MicroBatchRange {
    if (epoch < 0 || start < 0 || count < 1) {
      throw new IllegalArgumentException(
          "Expected a micro-batch of at least one sample, but was epoch [%d] start [%d] count [%d]"
              .formatted(epoch, start, count));
    }
  }

  /** Cuts positions {@code [from, to)} into pieces, of which only the last may be smaller. */
  static List<MicroBatchRange> split(long epoch, long from, long to, int most) {
    List<MicroBatchRange> pieces = new ArrayList<>();
    for (long start = from; start < to; start += most) {
      pieces.add(new MicroBatchRange(epoch, start, (int) Math.min(most, to - start)));
    }
    return pieces;
  }
}
