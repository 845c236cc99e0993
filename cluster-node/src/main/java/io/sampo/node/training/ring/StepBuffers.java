package io.sampo.node.training.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.zip.CRC32C;

/**
 * The gradient and the staging of one step, chunk by chunk, and the checksums of what is final.
 * Views are made once a step, so that a chunk makes no garbage.
 */
final class StepBuffers {
  private final CRC32C checksum = new CRC32C();
  private final int[] finalChecksums;
  private final ByteBuffer summary;
  private ByteBuffer gradientOut;
  private ByteBuffer stagingOut;
  private ByteBuffer stagingIn;
  private FloatBuffer gradientFloats;
  private FloatBuffer stagingFloats;

  StepBuffers(int chunks) {
    finalChecksums = new int[chunks];
    summary = ByteBuffer.allocate((chunks + 1) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  void begin(ByteBuffer gradient, ByteBuffer staging) {
    gradientOut = gradient.slice().order(ByteOrder.LITTLE_ENDIAN);
    stagingOut = staging.slice().order(ByteOrder.LITTLE_ENDIAN);
    stagingIn = staging.slice().order(ByteOrder.LITTLE_ENDIAN);
    gradientFloats = gradientOut.asFloatBuffer();
    stagingFloats = stagingOut.asFloatBuffer();
  }

  /** The only member's sum. */
  void copyAll(RingSchedule schedule) {
    stagingIn.clear().put(gradientOut.clear());
    for (RingSchedule.Cursor cursor = schedule.whole(); !cursor.isDone(); cursor.advance()) {
      seal(cursor);
    }
  }

  /** What this rank sends: its own gradient at first, then what it has summed or received. */
  ByteBuffer outgoing(RingSchedule.Cursor cursor) {
    ByteBuffer source = cursor.round() == 0 ? gradientOut : stagingOut;
    return window(source, cursor);
  }

  /** Chunks that are final were checked when they became so; sums on their way are checked now. */
  int outgoingChecksum(RingSchedule.Cursor cursor, ByteBuffer outgoing) {
    return cursor.isReducing() ? checksumOf(outgoing) : finalChecksums[cursor.index()];
  }

  /** Where a final chunk is received to. */
  ByteBuffer incoming(RingSchedule.Cursor cursor) {
    return window(stagingIn, cursor);
  }

  /** Adds own to received: always in this order, so that timing cannot change a bit. */
  void add(RingSchedule.Cursor cursor, FloatBuffer received) {
    int offset = cursor.offset();
    int length = cursor.length();
    FloatBuffer own = gradientFloats;
    FloatBuffer sum = stagingFloats;
    for (int i = 0; i < length; i++) {
      sum.put(offset + i, received.get(i) + own.get(offset + i));
    }
  }

  /** Takes the checksum of a chunk that has just become final. */
  void seal(RingSchedule.Cursor cursor) {
    finalChecksums[cursor.index()] = checksumOf(window(stagingIn, cursor));
  }

  /** As {@link #seal}, where the checksum is known from verifying the frame. */
  void seal(RingSchedule.Cursor cursor, int known) {
    finalChecksums[cursor.index()] = known;
  }

  /** The checksum of the remaining bytes, which stay remaining. */
  int checksumOf(ByteBuffer bytes) {
    int position = bytes.position();
    checksum.reset();
    checksum.update(bytes);
    bytes.position(position);
    return (int) checksum.getValue();
  }

  /** Over all final chunks, in the order of the buffer. */
  int checksum() {
    summary.clear().putInt(stagingOut.capacity());
    for (int chunk : finalChecksums) {
      summary.putInt(chunk);
    }
    return checksumOf(summary.flip());
  }

  private static ByteBuffer window(ByteBuffer buffer, RingSchedule.Cursor cursor) {
    int offset = cursor.offsetBytes();
    return buffer.clear().position(offset).limit(offset + cursor.lengthBytes());
  }
}
