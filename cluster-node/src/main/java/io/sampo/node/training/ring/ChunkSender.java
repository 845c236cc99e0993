package io.sampo.node.training.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The half of a step that goes to the next rank. */
final class ChunkSender {
  private final long job;
  private final long generation;
  private final int ownRank;
  private final int ownChunks;
  private final RingSchedule.Cursor cursor;
  private final StepBuffers buffers;
  private final FrameWriter writer = new FrameWriter();
  private long step;
  private boolean writingChunk;

  ChunkSender(RingMembership membership, RingSchedule schedule, StepBuffers buffers) {
    this.job = Hello.jobTag(membership);
    this.generation = membership.generation();
    this.ownRank = membership.ownRank();
    this.ownChunks = schedule.ownChunks();
    this.cursor = schedule.sends();
    this.buffers = buffers;
  }

  void begin(long step) {
    this.step = step;
    cursor.rewind();
  }

  boolean isDone() {
    return cursor.isDone() && writer.isIdle();
  }

  /** Whether the next rank has been given every chunk of this step, a beat after them apart. */
  boolean hasSentAll() {
    return cursor.isDone() && (writer.isIdle() || !writingChunk);
  }

  /** Whether a frame is begun and not fully written. */
  boolean isWriting() {
    return !writer.isIdle();
  }

  /**
   * Writes what can be written now.
   *
   * @param received chunks of this step that have come in, which is how many may follow the own
   * @return bytes written
   */
  long send(SocketChannel next, int received) throws IOException {
    if (writer.isIdle() && !cursor.isDone() && cursor.passed() < ownChunks + received) {
      beginChunk();
    }
    return writer.isIdle() ? 0 : writer.write(next);
  }

  private void beginChunk() {
    writingChunk = true;
    ByteBuffer payload = buffers.outgoing(cursor);
    int checksum = buffers.outgoingChecksum(cursor, payload);
    writer
        .header()
        .kind(FrameHeader.DATA, job, generation, step)
        .piece(cursor.segment(), cursor.round(), cursor.chunk());
    writer.begin(payload, checksum);
    cursor.advance();
  }

  /** Says that this rank lives, and whom it suspects; only while nothing is being written. */
  void beginBeat(int suspect) {
    writingChunk = false;
    writer.header().kind(FrameHeader.BEAT, job, generation, step).piece(ownRank, 0, suspect);
    writer.beginEmpty();
  }

  /** Says that the generation failed; only while nothing is being written. */
  void beginNotice(int reasonCode, int culpritRank) {
    writingChunk = false;
    writer
        .header()
        .kind(FrameHeader.NOTICE, job, generation, step)
        .piece(ownRank, reasonCode, culpritRank);
    writer.beginEmpty();
  }

  /** Goes on with what was begun; returns bytes written. */
  long flush(SocketChannel channel) throws IOException {
    return writer.isIdle() ? 0 : writer.write(channel);
  }
}
