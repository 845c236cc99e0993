package io.sampo.node.training.ring;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** Connects to the next rank, says hello, and tries again until the next rank is there. */
final class OutgoingConnection {
  private static final long RETRY_NANOS = 50_000_000;

  private enum State {
    IDLE,
    CONNECTING,
    GREETING,
    WAITING,
    READY
  }

  private final RingMembership membership;
  private final RingMember next;
  private final DataPlaneSettings settings;
  private final Selector selector;
  private final RingFailures failures;
  private final ByteBuffer answer =
      ByteBuffer.allocate(ConnectionDesk.ANSWER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private State state = State.IDLE;
  private SocketChannel channel;
  private ByteBuffer hello;
  private boolean tried;
  private long retryAt;
  private String lastTrouble = "";

  OutgoingConnection(RingMembership membership, DataPlaneSettings settings, Selector selector) {
    this.membership = membership;
    this.next = membership.members().get(membership.nextRank());
    this.settings = settings;
    this.selector = selector;
    this.failures = new RingFailures(membership);
  }

  /** Does what can be done now; true once the next rank has let this one in. */
  boolean advance(long now) throws DataPlaneException {
    try {
      if (state == State.IDLE && (!tried || now - retryAt >= 0)) {
        begin();
      }
      if (state == State.CONNECTING && channel.finishConnect()) {
        greet();
      }
      if (state == State.GREETING) {
        continueGreeting();
      }
      if (state == State.WAITING) {
        readAnswer();
      }
    } catch (IOException | UnresolvedAddressException trouble) {
      retryLater(now, trouble.toString());
    }
    return state == State.READY;
  }

  private void begin() throws IOException {
    tried = true;
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    Sockets.configure(channel, settings.socketBufferBytes());
    state = State.CONNECTING;
    channel.connect(new InetSocketAddress(next.host(), next.port()));
    channel.register(selector, SelectionKey.OP_CONNECT);
  }

  private void greet() throws IOException {
    hello = Hello.of(membership, settings.chunkBytes()).toBytes();
    state = State.GREETING;
    channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
  }

  private void continueGreeting() throws IOException {
    channel.write(hello);
    if (!hello.hasRemaining()) {
      answer.clear();
      state = State.WAITING;
      channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
    }
  }

  private void readAnswer() throws IOException, DataPlaneException {
    if (channel.read(answer) < 0) {
      throw new EOFException("the connection ended before an answer");
    }
    if (answer.hasRemaining()) {
      return;
    }
    Optional<Verdict> verdict = ConnectionDesk.readAnswer(answer);
    if (verdict.isEmpty() || verdict.get() == Verdict.BUSY) {
      throw new IOException("the answer was " + verdict);
    }
    if (verdict.get() != Verdict.ACCEPTED) {
      throw failures.refused(membership.nextRank(), verdict.get().toString());
    }
    state = State.READY;
  }

  private void retryLater(long now, String trouble) {
    lastTrouble = ", the last attempt ended with " + trouble;
    Sockets.closeQuietly(channel);
    state = State.IDLE;
    retryAt = now + RETRY_NANOS;
  }

  /** Why the last attempt failed, for people; empty if it has not. */
  String lastTrouble() {
    return lastTrouble;
  }

  /** Null before the first attempt. */
  SocketChannel channel() {
    return channel;
  }
}
