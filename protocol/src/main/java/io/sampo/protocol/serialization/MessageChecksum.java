package io.sampo.protocol.serialization;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum behind the bytes of every message: CRC-32C over the record's number and its bytes. A
 * bit that was turned over on the way would often still be a message, with other numbers in it.
 */
final class MessageChecksum {

  static final int BYTES = Integer.BYTES;

  private MessageChecksum() {}

  /** Of what is between position and limit, which stay where they are. */
  static int of(int number, ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    for (int shift = 24; shift >= 0; shift -= 8) {
      checksum.update(number >>> shift);
    }
    checksum.update(bytes.duplicate());
    return (int) checksum.getValue();
  }
}
