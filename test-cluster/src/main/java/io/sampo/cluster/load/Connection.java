package io.sampo.cluster.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/** One kept connection and the one request that is under way on it. Guarded by its loop. */
final class Connection {

  private final List<PreparedRequest> requests;
  private final ByteBuffer[] views;
  private final ResponseParser parser = new ResponseParser();
  private SocketChannel channel;
  private SelectionKey key;
  private ByteBuffer outgoing;

  private int target;
  private int failuresInARow;
  private long reopenAt;
  private boolean busy;
  private int position;
  private long intendedAt;
  private long sentAt;
  private boolean secondAttempt;

  Connection(List<PreparedRequest> requests, int target) {
    this.requests = requests;
    this.views = new ByteBuffer[requests.size()];
    this.target = target;
  }

  /** Begins to connect; the key is told when that has come to an end. */
  void open(Selector selector, InetSocketAddress address) throws IOException {
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(address);
    key = channel.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /** Throws if the target refused. */
  void finishConnect() throws IOException {
    channel.finishConnect();
    key.interestOps(SelectionKey.OP_READ);
    failuresInARow = 0;
  }

  void send(int wanted, long intended, long now, boolean again) throws IOException {
    busy = true;
    position = wanted;
    intendedAt = intended;
    sentAt = now;
    secondAttempt = again;
    PreparedRequest request = requests.get(wanted);
    parser.begin(request.expectedBody().orElse(null));
    if (views[wanted] == null) {
      views[wanted] = request.view();
    }
    outgoing = views[wanted].clear();
    write();
  }

  /** Sends on what the socket did not take before. */
  void write() throws IOException {
    channel.write(outgoing);
    int reading = SelectionKey.OP_READ;
    int wanted = outgoing.hasRemaining() ? reading | SelectionKey.OP_WRITE : reading;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
      key.selector().wakeup();
    }
  }

  int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /** The answer has come; the connection is free again. */
  void complete() {
    busy = false;
  }

  /** Closes and moves on to the next target. */
  void abandon(int targets, long when) {
    busy = false;
    failuresInARow++;
    reopenAt = when;
    target = (target + 1) % targets;
    if (key != null) {
      key.cancel();
    }
    close();
  }

  void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException alreadyBroken) {
      // It is gone either way.
    }
    channel = null;
  }

  boolean isOpen() {
    return channel != null;
  }

  boolean isBusy() {
    return busy;
  }

  ResponseParser parser() {
    return parser;
  }

  int target() {
    return target;
  }

  int failuresInARow() {
    return failuresInARow;
  }

  long reopenAt() {
    return reopenAt;
  }

  int position() {
    return position;
  }

  long intendedAt() {
    return intendedAt;
  }

  long sentAt() {
    return sentAt;
  }

  boolean isSecondAttempt() {
    return secondAttempt;
  }
}
