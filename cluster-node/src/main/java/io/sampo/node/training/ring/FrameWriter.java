package io.sampo.node.training.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Writes one frame at a time, in as many pieces as the socket takes. */
final class FrameWriter {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final FrameHeader header = new FrameHeader();
  private final ByteBuffer[] parts = {header.bytes(), NOTHING};

  FrameWriter() {
    header.bytes().position(FrameHeader.BYTES);
  }

  boolean isIdle() {
    return !parts[0].hasRemaining() && !parts[1].hasRemaining();
  }

  /** The header to fill in; only while idle. */
  FrameHeader header() {
    return header;
  }

  /**
   * Seals the header over a payload.
   *
   * @param payload from position to limit; must not change before the writer is idle again
   */
  void begin(ByteBuffer payload, int payloadChecksum) {
    header.seal(payload.remaining(), payloadChecksum);
    parts[1] = payload;
  }

  void beginEmpty() {
    header.seal(0, 0);
    parts[1] = NOTHING;
  }

  /** Writes what the socket takes now; returns the bytes. */
  long write(SocketChannel channel) throws IOException {
    return parts[1].hasRemaining() ? channel.write(parts) : channel.write(parts[0]);
  }
}
