package io.sampo.node.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct buffers that native code computes on. They have equal alignment in every process, because
 * vector code may round by alignment: without it the same training could end with other bits after
 * it was resumed elsewhere, or when two buffers take turns.
 */
public final class AlignedMemory {
  /** Of the widest vectors and of a cache line. */
  private static final int ALIGNMENT = 64;

  /** An aligned slice loses at both ends. */
  private static final int LOST = 2 * ALIGNMENT;

  /** The largest buffer. */
  public static final int MOST_BYTES = Integer.MAX_VALUE - LOST;

  private AlignedMemory() {}

  /** A buffer of zeros in the order that native code reads. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(Math.addExact(bytes, LOST))
        .alignedSlice(ALIGNMENT)
        .slice(0, bytes)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
