package io.sampo.node.training.ring;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The sum over all members of one generation. Belongs to the worker's own thread, which does all
 * the I/O within {@link #connect} and {@link #reduce}; only {@link #abort} may be called by others.
 *
 * <p>After the first {@link DataPlaneException} every further call fails likewise: a generation
 * that lost a step is over, and the next one gets an all-reduce of its own.
 */
public interface AllReduce extends AutoCloseable {

  /** Blocks until both neighbours are connected; at once if there is one member only. */
  void connect(Duration limit) throws DataPlaneException;

  /**
   * Sums the gradients of all members into {@code staging}, which then holds the same bytes at
   * every member. The order of summation depends on ranks only, never on timing. The gradient is
   * not changed; after a failure the staging holds rubbish.
   *
   * @param step the step, above that of the last call
   * @param gradient direct, little-endian; its remaining bytes are the membership's floats
   * @param staging direct, little-endian, as many bytes remaining, not the same memory
   * @param limit for the whole call
   */
  ReducedStep reduce(long step, ByteBuffer gradient, ByteBuffer staging, Duration limit)
      throws DataPlaneException;

  /** Makes the running or the next call fail soon with reason ABORTED. For any thread. */
  void abort();

  /** Lets the connections go. By the worker's own thread; a second time does nothing. */
  @Override
  void close();
}
