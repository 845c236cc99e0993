package io.sampo.node.training.ring;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads one frame at a time, in as many pieces as the socket gives, and never a byte beyond: what
 * is not wanted yet stays in the socket and holds the sender back.
 */
final class FrameReader {
  private final FrameHeader header = new FrameHeader();
  private ByteBuffer payload;

  FrameHeader header() {
    return header;
  }

  boolean hasHeader() {
    return !header.bytes().hasRemaining();
  }

  /** Whether somebody has said where the payload goes. */
  boolean hasTarget() {
    return payload != null;
  }

  void target(ByteBuffer target) {
    payload = target;
  }

  boolean hasPayload() {
    return payload != null && !payload.hasRemaining();
  }

  /** Ready for the next header. */
  void clear() {
    header.bytes().clear();
    payload = null;
  }

  int readHeader(SocketChannel channel) throws IOException {
    return read(channel, header.bytes());
  }

  int readPayload(SocketChannel channel) throws IOException {
    return payload.hasRemaining() ? read(channel, payload) : 0;
  }

  private static int read(SocketChannel channel, ByteBuffer target) throws IOException {
    int count = channel.read(target);
    if (count < 0) {
      throw new EOFException("the connection ended");
    }
    return count;
  }
}
