package io.sampo.node.training.ring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The two connections of a rank: from the previous one and to the next one. The worker's thread
 * waits for both of them in one place, so nothing can wait on one while the other is ready, and one
 * call wakes it.
 */
final class RingLinks {
  private final RingMembership membership;
  private final RingFailures failures;
  private final Selector selector;
  private final OutgoingConnection outgoing;
  private final AtomicReference<SocketChannel> offered = new AtomicReference<>();
  private volatile boolean connected;
  private volatile boolean aborted;
  private SocketChannel previous;

  RingLinks(RingMembership membership, DataPlaneSettings settings) {
    this.membership = membership;
    this.failures = new RingFailures(membership);
    try {
      this.selector = Selector.open();
    } catch (IOException failure) {
      throw new UncheckedIOException("Expected a selector, but " + failure, failure);
    }
    this.outgoing = new OutgoingConnection(membership, settings, selector);
  }

  SocketChannel previous() {
    return previous;
  }

  SocketChannel next() {
    return outgoing.channel();
  }

  boolean isConnected() {
    return connected;
  }

  /**
   * Takes a connection of the previous rank, which has been let in, instead of an earlier one; by
   * the desk's thread.
   */
  void offer(SocketChannel channel) {
    Sockets.closeQuietly(offered.getAndSet(channel));
    selector.wakeup();
  }

  void abort() {
    aborted = true;
    selector.wakeup();
  }

  void requireNotAborted() throws DataPlaneException {
    if (aborted) {
      throw failures.aborted();
    }
  }

  void connect(long limitNanos) throws DataPlaneException {
    long deadline = System.nanoTime() + limitNanos;
    while (true) {
      requireNotAborted();
      takeOffered();
      long now = System.nanoTime();
      boolean nextReady = outgoing.advance(now);
      if (nextReady && previous != null) {
        connected = true;
        return;
      }
      if (now - deadline >= 0) {
        throw nextReady
            ? failures.unreachable(membership.previousRank(), " from it")
            : failures.unreachable(
                membership.nextRank(), " to " + membership.nextRank() + outgoing.lastTrouble());
      }
      // Short, because an attempt that failed is to be repeated.
      select(Math.min(25, (deadline - now) / 1_000_000 + 1));
    }
  }

  private void takeOffered() throws DataPlaneException {
    SocketChannel channel = offered.getAndSet(null);
    if (channel == null) {
      return;
    }
    Sockets.closeQuietly(previous);
    previous = channel;
    try {
      channel.register(selector, 0);
    } catch (IOException gone) {
      throw failures.lost(membership.previousRank(), gone);
    }
  }

  /** Waits until a connection is ready for what is asked, somebody aborts, or the time is over. */
  void await(boolean readPrevious, boolean writeNext, long millis) throws DataPlaneException {
    interest(previous, readPrevious ? SelectionKey.OP_READ : 0);
    interest(outgoing.channel(), SelectionKey.OP_READ | (writeNext ? SelectionKey.OP_WRITE : 0));
    select(millis);
  }

  /** As {@link #await}, for the previous rank alone. */
  void awaitPrevious(boolean readPrevious, long millis) throws DataPlaneException {
    interest(previous, readPrevious ? SelectionKey.OP_READ : 0);
    interest(outgoing.channel(), 0);
    select(millis);
  }

  /** Waits until more can be written to the next rank, or the time is over. */
  void awaitWritable(long millis) throws DataPlaneException {
    interest(previous, 0);
    interest(outgoing.channel(), SelectionKey.OP_WRITE);
    select(millis);
  }

  private void interest(SocketChannel channel, int operations) {
    SelectionKey key = channel.keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOps(operations);
    }
  }

  private void select(long millis) throws DataPlaneException {
    try {
      selector.select(millis);
      selector.selectedKeys().clear();
    } catch (IOException | ClosedSelectorException closed) {
      throw failures.aborted();
    }
  }

  void close() {
    aborted = true;
    Sockets.closeQuietly(offered.getAndSet(null));
    Sockets.closeQuietly(previous);
    Sockets.closeQuietly(outgoing.channel());
    try {
      selector.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("Expected to close a selector, but " + failure, failure);
    }
  }
}
