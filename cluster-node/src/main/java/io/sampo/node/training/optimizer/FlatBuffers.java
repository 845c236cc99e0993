package io.sampo.node.training.optimizer;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an optimizer works on: little-endian floats between position and limit, direct for speed.
 * The buffers are shared with the caller; their positions are not moved.
 *
 * @param parameters changed in place
 * @param state changed in place; slot after slot, each as long as the parameters
 * @param gradientSum summed over the samples of the global batch; may be longer than the parameters
 */
public record FlatBuffers(ByteBuffer parameters, ByteBuffer state, ByteBuffer gradientSum) {
  public FlatBuffers {
    parameters = floats("parameters", parameters);
    state = floats("state", state);
    gradientSum = floats("gradientSum", gradientSum);
    if (gradientSum.remaining() < parameters.remaining()) {
      throw new IllegalArgumentException(
          "Expected a gradient of at least %d bytes, but it has %d"
              .formatted(parameters.remaining(), gradientSum.remaining()));
    }
    requireSlots(parameters, state);
  }

  public int parameterCount() {
    return parameters.remaining() / Float.BYTES;
  }

  static ByteBuffer floats(String name, ByteBuffer buffer) {
    requireNonNull(buffer, name + " is null");
    if (buffer.remaining() % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "Expected whole floats in [%s], but it has %d bytes".formatted(name, buffer.remaining()));
    }
    return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  static void requireSlots(ByteBuffer parameters, ByteBuffer state) {
    boolean fits =
        parameters.hasRemaining()
            ? state.remaining() % parameters.remaining() == 0
            : !state.hasRemaining();
    if (!fits) {
      throw new IllegalArgumentException(
          "Expected state of a multiple of %d bytes, but it has %d"
              .formatted(parameters.remaining(), state.remaining()));
    }
  }
}
