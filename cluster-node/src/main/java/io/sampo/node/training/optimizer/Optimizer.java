package io.sampo.node.training.optimizer;

import java.util.zip.CRC32C;

/**
 * An update rule over flat buffers. Implementations keep no state of their own: all of it is in the
 * state buffer, which is therefore a checkpoint, a broadcast and a shard at once; so one instance
 * may be shared between threads.
 *
 * <p>Equal inputs give equal bits on every node: arithmetic is plain IEEE, in the order written,
 * and functions that the platform may approximate in its own way are those of {@link StrictMath}.
 */
public interface Optimizer {

  /** Floats of state for so many parameters, a multiple of them; a fresh state is all zeros. */
  long stateFloats(long parameterCount);

  /**
   * Updates the parameters {@code [from, to)} and their state with {@code gradientSum / divisor}.
   * Ranges of one step may come in any order; if they ascend, cover everything and begin at
   * multiples of {@link FlatChecksum#BLOCK_FLOATS}, the checksum becomes that of the whole. What
   * depends on the whole gradient, as its norm does, does so whatever the range.
   *
   * @param step the number of this step, 1 for the first; biases and learning rates depend on it
   * @param divisor the samples of the global batch, above 0
   * @param checksum is fed with the new bytes as {@link FlatChecksum} does, while they are in the
   *     cache
   */
  void apply(FlatBuffers buffers, int from, int to, long step, float divisor, CRC32C checksum);

  /** As above for all parameters; returns the checksum of all parameters and their state. */
  default int apply(FlatBuffers buffers, long step, float divisor) {
    CRC32C checksum = new CRC32C();
    apply(buffers, 0, buffers.parameterCount(), step, divisor, checksum);
    return (int) checksum.getValue();
  }
}
