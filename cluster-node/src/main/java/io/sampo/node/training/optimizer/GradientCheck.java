package io.sampo.node.training.optimizer;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Whether a gradient can be trained on. One pass over it that the JVM does for several elements at
 * once, because it ends nowhere early and asks nothing of any element: some 10 GB/s where this was
 * measured, a fifth of the time of {@link Float#isFinite} in a loop.
 */
public final class GradientCheck {
  /** All bits of the exponent are set in infinities and in what is not a number, and only there. */
  private static final int EXPONENT = 0x7f800000;

  /** Carries a full exponent into the sign. */
  private static final int LOWEST_EXPONENT_BIT = 0x00800000;

  private GradientCheck() {}

  /**
   * Whether the first floats of a little-endian buffer are all finite.
   *
   * @param count of floats, from the position on, which is not moved
   */
  public static boolean isFinite(ByteBuffer gradient, int count) {
    IntBuffer bits = FlatBuffers.floats("gradient", gradient).asIntBuffer();
    int[] chunk = new int[Block.LONGEST];
    int carried = 0;
    for (int from = 0; from < count; from += chunk.length) {
      int length = Math.min(chunk.length, count - from);
      bits.get(from, chunk, 0, length);
      carried |= carry(chunk, length);
    }
    return carried >= 0;
  }

  private static int carry(int[] bits, int length) {
    int carried = 0;
    for (int i = 0; i < length; i++) {
      carried |= (bits[i] & EXPONENT) + LOWEST_EXPONENT_BIT;
    }
    return carried;
  }
}
