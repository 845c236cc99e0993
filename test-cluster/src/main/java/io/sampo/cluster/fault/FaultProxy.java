package io.sampo.cluster.fault;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A TCP proxy on the loopback address whose faults can be changed at any time; connections that are
 * open feel the change with the next bytes. Buffers at most one MiB per direction of a connection.
 * Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private final String name;
  private final InetSocketAddress target;
  private final ServerSocket door;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final LongAdder changed = new LongAdder();
  private volatile LinkFaults faults = LinkFaults.NONE;

  private FaultProxy(String name, int port, InetSocketAddress target) {
    this.name = requireNonNull(name, "name is null");
    this.target = requireNonNull(target, "target is null");
    try {
      door = new ServerSocket();
      door.setReuseAddress(true);
      door.setReceiveBufferSize(RECEIVE_BUFFER);
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new UncheckedIOException("Expected to listen on port [" + port + "]", taken);
    }
  }

  /**
   * Opens a proxy.
   *
   * @param name for messages and threads
   * @param port where it listens; 0 takes a free one
   * @param target where it connects to, anew for every connection
   */
  public static FaultProxy open(String name, int port, InetSocketAddress target) {
    FaultProxy proxy = new FaultProxy(name, port, target);
    Thread accepting = new Thread(proxy::accept, name + "-accept");
    accepting.setDaemon(true);
    accepting.start();
    return proxy;
  }

  public int port() {
    return door.getLocalPort();
  }

  public LinkFaults faults() {
    return faults;
  }

  /** Misbehaves like this from now on. */
  public void set(LinkFaults wanted) {
    faults = requireNonNull(wanted, "wanted is null");
    if (wanted.resets()) {
      links.forEach(Link::reset);
    }
  }

  /** How many connections are open. */
  public int connections() {
    return links.size();
  }

  /** How many bytes were passed on as others. */
  public long changedBytes() {
    return changed.sum();
  }

  @Override
  public void close() {
    closeQuietly(door);
    links.forEach(Link::reset);
  }

  @Override
  public String toString() {
    return name + " 127.0.0.1:" + port() + " -> " + target + " " + faults;
  }

  private void accept() {
    int number = 0;
    while (!door.isClosed()) {
      try {
        open(door.accept(), ++number);
      } catch (IOException closed) {
        // The proxy is closing; or one connection failed, and the next may not.
      }
    }
  }

  private void open(Socket near, int number) throws IOException {
    if (faults.resets()) {
      abort(near);
      return;
    }
    Socket far = new Socket();
    try {
      far.setReceiveBufferSize(RECEIVE_BUFFER);
      far.connect(target, CONNECT_MILLIS);
      Link link = new Link(near, far);
      links.add(link);
      link.start(name + "-" + number);
      if (door.isClosed()) {
        link.reset();
      }
    } catch (IOException nobodyThere) {
      abort(far);
      abort(near);
    }
  }

  /** One connection: two sockets and the pumps between them. */
  private final class Link {
    private final Socket near;
    private final Socket far;
    private final AtomicInteger open = new AtomicInteger(2);
    private final Pump forth;
    private final Pump back;

    Link(Socket near, Socket far) throws IOException {
      this.near = near;
      this.far = far;
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      forth =
          new Pump(
              near.getInputStream(),
              far.getOutputStream(),
              () -> faults.forth(),
              changed,
              () -> over(far));
      back =
          new Pump(
              far.getInputStream(),
              near.getOutputStream(),
              () -> faults.back(),
              changed,
              () -> over(near));
    }

    void start(String threads) {
      forth.start(threads + "-forth");
      back.start(threads + "-back");
    }

    void reset() {
      forth.stop();
      back.stop();
      abort(near);
      abort(far);
      links.remove(this);
    }

    /** One direction has ended: its reader is told, and the other direction may go on. */
    private void over(Socket reader) {
      try {
        reader.shutdownOutput();
      } catch (IOException gone) {
        // Then it knows.
      }
      if (open.decrementAndGet() == 0) {
        closeQuietly(near);
        closeQuietly(far);
        links.remove(this);
      }
    }
  }

  private static void abort(Socket socket) {
    try {
      // Without lingering a close is a reset.
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      return;
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception alreadyBroken) {
      // It is gone either way.
    }
  }
}
