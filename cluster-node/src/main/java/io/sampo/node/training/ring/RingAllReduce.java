package io.sampo.node.training.ring;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A ring: every rank sends to the next and receives from the previous one. All I/O is done by the
 * worker's thread on non-blocking sockets, so there is nothing to hand over, no wait without a
 * limit, and no order of reads and writes in which two ranks could block each other.
 *
 * <p>A rank that waits sends a beat now and then; a beat says whom its sender suspects, so that
 * when the time is over all ranks name the one that is silent, not just its neighbour. A rank that
 * fails sends a notice both ways, for the same reason.
 */
final class RingAllReduce implements AllReduce {

  /** How long a failed rank tries to tell the next one, whose socket may be full. */
  private static final long NOTICE_NANOS = 100_000_000;

  private final RingMembership membership;
  private final DataPlaneSettings settings;
  private final RingDataPlane plane;
  private final RingSchedule schedule;
  private final StepBuffers buffers;
  private final RingFailures failures;
  private final RingLinks links;
  private final RingWatch watch;
  private final ByteBuffer scratch;
  private final ChunkSender sender;
  private final ChunkReceiver receiver;
  private final NoticeReader notices;
  private DataPlaneException failed;
  private boolean connected;
  private boolean closed;
  private boolean nextHasLeft;
  private long lastStep = Long.MIN_VALUE;

  RingAllReduce(RingMembership membership, DataPlaneSettings settings, RingDataPlane plane) {
    this.membership = membership;
    this.settings = settings;
    this.plane = plane;
    this.schedule =
        new RingSchedule(
            membership.floatCount(),
            membership.size(),
            membership.ownRank(),
            settings.chunkBytes() / Float.BYTES);
    this.buffers = new StepBuffers(schedule.totalChunks());
    this.failures = new RingFailures(membership);
    this.links = new RingLinks(membership, settings);
    this.watch =
        new RingWatch(settings.beatInterval().toNanos(), settings.silenceLimit().toNanos());
    this.scratch = plane.borrowChunk();
    this.sender = new ChunkSender(membership, schedule, buffers);
    this.receiver = new ChunkReceiver(membership, schedule, buffers, scratch, plane.meter());
    this.notices = new NoticeReader(membership, plane.meter());
  }

  RingMembership membership() {
    return membership;
  }

  long generation() {
    return membership.generation();
  }

  Verdict judge(Hello hello) {
    Verdict verdict = Verdict.on(hello, membership, settings.chunkBytes());
    return verdict == Verdict.ACCEPTED && links.isConnected() ? Verdict.TAKEN : verdict;
  }

  void offer(SocketChannel channel) {
    links.offer(channel);
  }

  @Override
  public void connect(Duration limit) throws DataPlaneException {
    requireUsable();
    if (connected) {
      return;
    }
    try {
      if (membership.size() > 1) {
        links.connect(limit.toNanos());
      }
      connected = true;
    } catch (DataPlaneException failure) {
      failed = failure;
      throw failure;
    }
  }

  @Override
  public ReducedStep reduce(long step, ByteBuffer gradient, ByteBuffer staging, Duration limit)
      throws DataPlaneException {
    requireUsable();
    requireArguments(step, gradient, staging);
    lastStep = step;
    buffers.begin(gradient, staging);
    try {
      links.requireNotAborted();
      if (membership.size() == 1) {
        buffers.copyAll(schedule);
      } else {
        exchange(step, limit.toNanos());
      }
    } catch (DataPlaneException failure) {
      failed = failure;
      tellNeighbours(failure);
      throw failure;
    }
    return new ReducedStep(membership.generation(), step, buffers.checksum());
  }

  private void exchange(long step, long limitNanos) throws DataPlaneException {
    watch.begin(System.nanoTime(), limitNanos);
    sender.begin(step);
    receiver.begin(step);
    nextHasLeft = false;
    while (!(sender.isDone() || nextHasLeft) || !receiver.isDone()) {
      links.requireNotAborted();
      long sent = send();
      long received = receive();
      long now = System.nanoTime();
      if (sent > 0) {
        watch.sent(now);
        plane.meter().sentBytes.add(sent);
      }
      if (received > 0) {
        watch.heard(now);
        plane.meter().receivedBytes.add(received);
      }
      if (watch.isOver(now)) {
        throw tooLate(now);
      }
      if (sent == 0 && received == 0) {
        pause(now);
      }
    }
  }

  private long send() throws DataPlaneException {
    if (nextHasLeft) {
      return 0;
    }
    try {
      return sender.send(links.next(), receiver.received());
    } catch (IOException gone) {
      listen();
      letGo(gone);
      return 0;
    }
  }

  /**
   * The connection to the next rank has ended. Once it has been given every chunk that is nothing
   * to this rank: the next one may have finished the step and left, while this one still waits for
   * the last chunks of the previous. If it died instead, the ranks that it owes something find out.
   */
  private void letGo(IOException gone) throws DataPlaneException {
    if (!sender.hasSentAll()) {
      throw failures.lost(membership.nextRank(), gone);
    }
    nextHasLeft = true;
  }

  private long receive() throws DataPlaneException {
    try {
      return receiver.receive(links.previous());
    } catch (IOException gone) {
      listen();
      throw failures.lost(membership.previousRank(), gone);
    }
  }

  /** A notice that is already here knows better who failed than a connection that ended. */
  private void listen() throws DataPlaneException {
    if (nextHasLeft) {
      return;
    }
    try {
      notices.poll(links.next());
    } catch (IOException gone) {
      letGo(gone);
    }
  }

  private void pause(long now) throws DataPlaneException {
    listen();
    boolean owed = receiver.wantsMore();
    if (owed && receiver.hasEntered() && watch.isSilent(now)) {
      throw failures.silent(membership.previousRank(), settings.silenceLimit());
    }
    if (nextHasLeft) {
      links.awaitPrevious(owed, watch.pauseMillis(now));
      return;
    }
    if (!sender.isWriting() && watch.isBeatDue(now)) {
      sender.beginBeat(suspect(now));
    }
    links.await(owed, sender.isWriting(), watch.pauseMillis(now));
  }

  /** Whom this rank waits for in the end: the previous one, or the one that it waits for itself. */
  private int suspect(long now) {
    if (receiver.wantsMore()) {
      return watch.isSuspicious(now) ? membership.previousRank() : receiver.reportedSuspect();
    }
    return receiver.isDone() && watch.isStuck(now) ? membership.nextRank() : FrameHeader.NOBODY;
  }

  private DataPlaneException tooLate(long now) {
    int suspect = suspect(now);
    return suspect == FrameHeader.NOBODY
        ? failures.deadlineExceeded()
        : failures.silent(suspect, settings.beatInterval());
  }

  /** Tells both neighbours, as far as that goes quickly; they see the connection end anyway. */
  private void tellNeighbours(DataPlaneException failure) {
    if (membership.size() == 1) {
      return;
    }
    int culprit = failures.culpritRank(failure);
    int code = failure.reason().code();
    if (culprit != membership.previousRank()) {
      try {
        FrameWriter writer = new FrameWriter();
        writer
            .header()
            .kind(FrameHeader.NOTICE, Hello.jobTag(membership), generation(), lastStep)
            .piece(membership.ownRank(), code, culprit);
        writer.beginEmpty();
        writer.write(links.previous());
      } catch (IOException gone) {
        // The previous rank is beyond being told.
      }
    }
    if (culprit != membership.nextRank()) {
      tellNext(code, culprit);
    }
  }

  private void tellNext(int code, int culprit) {
    long deadline = System.nanoTime() + NOTICE_NANOS;
    try {
      flushUntil(deadline);
      if (!sender.isWriting()) {
        sender.beginNotice(code, culprit);
        flushUntil(deadline);
      }
    } catch (IOException | DataPlaneException gone) {
      // The next rank is beyond being told.
    }
  }

  private void flushUntil(long deadline) throws IOException, DataPlaneException {
    while (sender.isWriting() && System.nanoTime() - deadline < 0) {
      if (sender.flush(links.next()) == 0) {
        links.awaitWritable(10);
      }
    }
  }

  @Override
  public void abort() {
    links.abort();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    plane.release(this, scratch);
    links.close();
  }

  private void requireUsable() throws DataPlaneException {
    if (closed) {
      throw new IllegalStateException("Expected an open all-reduce, but it is closed");
    }
    if (failed != null) {
      throw failures.over(failed);
    }
  }

  private void requireArguments(long step, ByteBuffer gradient, ByteBuffer staging) {
    if (!connected) {
      throw new IllegalStateException("Expected connect before reduce, but it was not called");
    }
    if (step <= lastStep) {
      throw new IllegalArgumentException(
          "Expected a step above %d, but was %d".formatted(lastStep, step));
    }
    requireBuffer("gradient", gradient);
    requireBuffer("staging", staging);
  }

  private void requireBuffer(String name, ByteBuffer buffer) {
    requireNonNull(buffer, name + " is null");
    if (!buffer.isDirect() || buffer.remaining() != membership.byteCount()) {
      throw new IllegalArgumentException(
          "Expected %s to be direct with %d bytes, but direct is %s with %d bytes"
              .formatted(name, membership.byteCount(), buffer.isDirect(), buffer.remaining()));
    }
  }
}
