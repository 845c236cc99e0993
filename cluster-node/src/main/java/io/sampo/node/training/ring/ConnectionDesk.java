package io.sampo.node.training.ring;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections arrive: one thread that accepts them, reads exactly one hello from each, never
 * a byte more, and hands it to the {@link RingRegistry}. A connection that does not introduce
 * itself in time is refused, and so is one too many.
 */
final class ConnectionDesk implements AutoCloseable {
  static final int ANSWER_BYTES = 8;

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionDesk.class);
  private static final int ANSWER_MAGIC = 0x4F4C4548;
  private static final int MAXIMUM_ARRIVALS = 64;
  private static final long LOOK_AGAIN_MILLIS = 250;
  private static final long CLOSE_MILLIS = 2000;

  private final DataPlaneSettings settings;
  private final RingRegistry registry;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean closed;

  /** A connection that has not finished its hello. */
  private record Arrival(SocketChannel channel, ByteBuffer hello, long since) {}

  private ConnectionDesk(
      DataPlaneSettings settings,
      RingRegistry registry,
      ServerSocketChannel server,
      Selector selector) {
    this.settings = settings;
    this.registry = registry;
    this.server = server;
    this.selector = selector;
    this.thread = new Thread(this::run, "sampo-data-plane");
    thread.setDaemon(true);
  }

  static ConnectionDesk open(DataPlaneSettings settings, RingRegistry registry) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.configureBlocking(false);
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(settings.host(), settings.port()));
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      ConnectionDesk desk = new ConnectionDesk(settings, registry, server, selector);
      desk.thread.start();
      return desk;
    } catch (IOException | RuntimeException failure) {
      Sockets.closeQuietly(server);
      throw failure;
    }
  }

  InetSocketAddress address() {
    try {
      return (InetSocketAddress) server.getLocalAddress();
    } catch (IOException gone) {
      throw new IllegalStateException("Expected an open data plane, but it is closed", gone);
    }
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(this::onReady, LOOK_AGAIN_MILLIS);
        long now = System.nanoTime();
        refuseTheSlow(now);
        registry.refuseTheForgotten(now);
      }
    } catch (IOException | ClosedSelectorException failure) {
      if (!closed) {
        LOG.error("The data plane can take no more connections", failure);
      }
    }
  }

  private void onReady(SelectionKey key) {
    if (key.isValid() && key.isAcceptable()) {
      accept();
    } else if (key.isValid()) {
      read(key, (Arrival) key.attachment());
    }
  }

  private void accept() {
    SocketChannel channel = null;
    try {
      channel = server.accept();
      if (channel == null) {
        return;
      }
      channel.configureBlocking(false);
      Sockets.configure(channel, settings.socketBufferBytes());
      if (selector.keys().size() > MAXIMUM_ARRIVALS) {
        registry.refuse(channel, Verdict.BUSY);
        return;
      }
      ByteBuffer hello = ByteBuffer.allocate(Hello.BYTES);
      Arrival arrival = new Arrival(channel, hello, System.nanoTime());
      channel.register(selector, SelectionKey.OP_READ, arrival);
    } catch (IOException failure) {
      LOG.warn("Expected to accept a data plane connection, but {}", failure.toString());
      Sockets.closeQuietly(channel);
      // Out of descriptors the same connection would be ready again at once.
      LockSupport.parkNanos(10_000_000);
    }
  }

  private void read(SelectionKey key, Arrival arrival) {
    try {
      if (arrival.channel().read(arrival.hello()) < 0) {
        throw new EOFException("it ended before its hello");
      }
    } catch (IOException gone) {
      LOG.debug("A data plane connection went away: {}", gone.toString());
      registry.refuse(arrival.channel(), Verdict.BUSY);
      return;
    }
    if (!arrival.hello().hasRemaining()) {
      key.cancel();
      Optional<Hello> hello = Hello.read(arrival.hello().flip());
      if (hello.isEmpty()) {
        registry.refuse(arrival.channel(), Verdict.UNKNOWN);
        return;
      }
      registry.onHello(arrival.channel(), hello.get());
    }
  }

  private void refuseTheSlow(long now) {
    long limit = settings.helloLimit().toNanos();
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Arrival arrival && now - arrival.since() > limit) {
        key.cancel();
        registry.refuse(arrival.channel(), Verdict.BUSY);
      }
    }
  }

  /** The answer to a hello; fits into the empty send buffer of a new connection. */
  static ByteBuffer answer(Verdict verdict) {
    return ByteBuffer.allocate(ANSWER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(ANSWER_MAGIC)
        .putInt(verdict.code())
        .flip();
  }

  static Optional<Verdict> readAnswer(ByteBuffer answer) {
    return answer.getInt(0) == ANSWER_MAGIC ? Verdict.ofCode(answer.getInt(4)) : Optional.empty();
  }

  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    closed = true;
    selector.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      Sockets.closeQuietly(key.channel());
    }
    try {
      selector.close();
    } catch (IOException failure) {
      LOG.warn("Expected to close a selector, but {}", failure.toString());
    }
  }
}
