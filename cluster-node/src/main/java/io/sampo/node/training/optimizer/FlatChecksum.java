package io.sampo.node.training.optimizer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C over parameters and optimizer state in the one order that an optimizer can take while
 * applying: block by block, first the parameters of the block, then the same block of every slot of
 * state.
 */
public final class FlatChecksum {

  /** 64 KiB: parameters, gradient and two slots of a block stay in a second-level cache. */
  public static final int BLOCK_FLOATS = 16 * 1024;

  private FlatChecksum() {}

  /** The checksum of buffers that no optimizer has just left behind. */
  public static int of(ByteBuffer parameters, ByteBuffer state) {
    ByteBuffer values = FlatBuffers.floats("parameters", parameters);
    ByteBuffer slots = FlatBuffers.floats("state", state);
    FlatBuffers.requireSlots(values, slots);
    CRC32C checksum = new CRC32C();
    int count = values.remaining() / Float.BYTES;
    int slotBytes = values.remaining();
    for (int from = 0; from < count; from += BLOCK_FLOATS) {
      addBlock(checksum, values, slots, slotBytes, from, Math.min(count, from + BLOCK_FLOATS));
    }
    return (int) checksum.getValue();
  }

  /** Feeds one block; moves positions and limits of both buffers. */
  static void addBlock(
      CRC32C checksum, ByteBuffer parameters, ByteBuffer state, int slotBytes, int from, int to) {
    int first = from * Float.BYTES;
    int bytes = (to - from) * Float.BYTES;
    checksum.update(parameters.clear().position(first).limit(first + bytes));
    for (int slot = 0; slot < state.capacity(); slot += slotBytes) {
      checksum.update(state.clear().position(slot + first).limit(slot + first + bytes));
    }
  }
}
