package io.sampo.node.training.ring;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A member whose every byte is up to the test. Blocks; made for one thread. */
final class CraftedPeer implements AutoCloseable {
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final FrameReader reader = new FrameReader();
  private SocketChannel previous;
  private SocketChannel next;

  CraftedPeer() throws IOException {
    server.bind(new InetSocketAddress("127.0.0.1", 0));
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Says hello to a member's next rank; returns the answer, empty if the connection ended. */
  Optional<Verdict> greet(RingMembership self) throws IOException {
    return greet(self, Hello.of(self, RingFixture.CHUNK_BYTES).toBytes());
  }

  Optional<Verdict> greet(RingMembership self, ByteBuffer hello) throws IOException {
    sayHello(self, hello);
    return answer();
  }

  void sayHello(RingMembership self, ByteBuffer hello) throws IOException {
    RingMember target = self.members().get(self.nextRank());
    next = SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
    writeFully(hello);
  }

  Optional<Verdict> answer() throws IOException {
    ByteBuffer answer =
        ByteBuffer.allocate(ConnectionDesk.ANSWER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (answer.hasRemaining()) {
      if (next.read(answer) < 0) {
        return Optional.empty();
      }
    }
    return ConnectionDesk.readAnswer(answer);
  }

  /** Lets the previous rank in, whoever it is. */
  void acceptPrevious() throws IOException {
    previous = server.accept();
    ByteBuffer hello = ByteBuffer.allocate(Hello.BYTES);
    while (hello.hasRemaining()) {
      if (previous.read(hello) < 0) {
        throw new EOFException("Expected a hello, but the connection ended");
      }
    }
    previous.write(ConnectionDesk.answer(Verdict.ACCEPTED));
  }

  /** The bytes of a frame as a proper member would send it. */
  static ByteBuffer frame(FrameHeader header, int segment, int round, int chunk, float... payload) {
    ByteBuffer body = RingFixture.direct(payload);
    CRC32C checksum = new CRC32C();
    checksum.update(body.duplicate());
    header.piece(segment, round, chunk).seal(body.remaining(), (int) checksum.getValue());
    return ByteBuffer.allocate(FrameHeader.BYTES + body.remaining())
        .put(header.bytes())
        .put(body)
        .flip();
  }

  static FrameHeader data(RingMembership self, long generation, long step) {
    return new FrameHeader().kind(FrameHeader.DATA, Hello.jobTag(self), generation, step);
  }

  void beat(RingMembership self, long step) throws IOException {
    FrameHeader header =
        new FrameHeader().kind(FrameHeader.BEAT, Hello.jobTag(self), self.generation(), step);
    header.piece(self.ownRank(), 0, FrameHeader.NOBODY).seal(0, 0);
    writeFully(header.bytes());
  }

  void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      next.write(bytes);
    }
  }

  /** The payload of the next data frame from the previous rank; beats are skipped. */
  float[] readData() throws IOException {
    while (true) {
      reader.clear();
      while (!reader.hasHeader()) {
        reader.readHeader(previous);
      }
      ByteBuffer payload = RingFixture.zeros(reader.header().length() / Float.BYTES);
      reader.target(payload);
      while (!reader.hasPayload()) {
        reader.readPayload(previous);
      }
      if (reader.header().kind() == FrameHeader.DATA) {
        return RingFixture.floats(payload.flip());
      }
    }
  }

  /** Ends as a killed process does: both connections at once and without a word. */
  @Override
  public void close() {
    Sockets.closeQuietly(server);
    Sockets.closeQuietly(next);
    Sockets.closeQuietly(previous);
  }
}
