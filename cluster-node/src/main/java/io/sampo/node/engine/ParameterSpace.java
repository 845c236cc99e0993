package io.sampo.node.engine;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * All parameters of a module as one row of floats, and their gradients likewise. The order is that
 * of {@link #layout()}, without gaps. Follows the threading of its {@link TrainableModel}.
 */
public interface ParameterSpace {
  /** The parameters in the order of their floats. The same in every process for the same file. */
  List<ParameterSlice> layout();

  /** Number of floats of all parameters together. */
  int floats();

  default int bytes() {
    return floats() * Float.BYTES;
  }

  /**
   * The parameters themselves, not a copy: whoever writes here changes the module at once. Direct,
   * little-endian, positioned at 0; each call gives a buffer with a position of its own. Must not
   * be written while a forward runs.
   */
  ByteBuffer parameters();

  /**
   * Copies the gradients into the buffer, from its position on, which stays, and then sets them to
   * zero. A parameter that the module did not use has a gradient of zero.
   *
   * @throws IllegalArgumentException if there is no room for {@link #bytes()}
   */
  void gatherGradients(ByteBuffer flat);

  void zeroGradients();

  /**
   * Overwrites all parameters with the buffer's bytes, from its position on, which stays.
   *
   * @throws IllegalArgumentException if there are not exactly {@link #bytes()}
   */
  void replaceParameters(ByteBuffer flat);
}
