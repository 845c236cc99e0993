package io.sampo.node.training.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The 56 little-endian bytes before every payload, reused for frame after frame.
 *
 * <pre>
 *  0 magic int        8 job long         16 generation long   24 step long
 *  4 kind int        32 segment int      36 round int         40 chunk int
 * 44 length int      48 payload CRC32C   52 CRC32C of the bytes 0 to 51
 * </pre>
 *
 * The round is the phase: rounds below {@code members − 1} reduce, the others gather. A beat
 * carries the rank that its sender suspects in {@code chunk}, a notice the culprit's rank there and
 * the code of its reason in {@code round}; −1 is nobody.
 */
final class FrameHeader {
  static final int BYTES = 56;
  static final int DATA = 1;
  static final int BEAT = 2;
  static final int NOTICE = 3;
  static final int NOBODY = -1;

  private static final int MAGIC = 0x4D465053;
  private static final int CHECKSUM_AT = 52;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer checked = bytes.duplicate();
  private final CRC32C checksum = new CRC32C();

  /** For reading from and writing to a channel. */
  ByteBuffer bytes() {
    return bytes;
  }

  FrameHeader kind(int kind, long job, long generation, long step) {
    bytes.putInt(0, MAGIC).putInt(4, kind);
    bytes.putLong(8, job).putLong(16, generation).putLong(24, step);
    return this;
  }

  FrameHeader piece(int segment, int round, int chunk) {
    bytes.putInt(32, segment).putInt(36, round).putInt(40, chunk);
    return this;
  }

  /** Completes the header and makes it ready to be written. */
  void seal(int length, int payloadChecksum) {
    bytes.putInt(44, length).putInt(48, payloadChecksum);
    bytes.putInt(CHECKSUM_AT, ownChecksum());
    bytes.clear();
  }

  boolean isIntact() {
    return bytes.getInt(0) == MAGIC && bytes.getInt(CHECKSUM_AT) == ownChecksum();
  }

  private int ownChecksum() {
    checksum.reset();
    checksum.update(checked.position(0).limit(CHECKSUM_AT));
    return (int) checksum.getValue();
  }

  int kind() {
    return bytes.getInt(4);
  }

  long job() {
    return bytes.getLong(8);
  }

  long generation() {
    return bytes.getLong(16);
  }

  long step() {
    return bytes.getLong(24);
  }

  int segment() {
    return bytes.getInt(32);
  }

  int round() {
    return bytes.getInt(36);
  }

  int chunk() {
    return bytes.getInt(40);
  }

  int length() {
    return bytes.getInt(44);
  }

  int payloadChecksum() {
    return bytes.getInt(48);
  }

  @Override
  public String toString() {
    return "frame[kind=%d generation=%d step=%d segment=%d round=%d chunk=%d length=%d]"
        .formatted(kind(), generation(), step(), segment(), round(), chunk(), length());
  }
}
