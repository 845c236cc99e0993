package io.sampo.node.training.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.SocketChannel;

/**
 * The half of a step that comes from the previous rank. Frames of an earlier generation or step are
 * dropped and counted; one of a later stays where it is until its step begins; anything else than
 * the very next chunk ends the generation.
 */
final class ChunkReceiver {
  private final RingMembership membership;
  private final long job;
  private final RingSchedule.Cursor cursor;
  private final StepBuffers buffers;
  private final ByteBuffer scratch;
  private final FloatBuffer scratchFloats;
  private final RingFailures failures;
  private final DataPlaneMeter meter;
  private final FrameReader reader = new FrameReader();
  private long step;
  private boolean parked;
  private boolean discarding;
  private boolean entered;
  private int suspect;
  private ByteBuffer target;

  ChunkReceiver(
      RingMembership membership,
      RingSchedule schedule,
      StepBuffers buffers,
      ByteBuffer scratch,
      DataPlaneMeter meter) {
    this.membership = membership;
    this.job = Hello.jobTag(membership);
    this.cursor = schedule.receives();
    this.buffers = buffers;
    this.scratch = scratch;
    this.scratchFloats = scratch.clear().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    this.failures = new RingFailures(membership);
    this.meter = meter;
  }

  void begin(long step) {
    this.step = step;
    parked = false;
    entered = false;
    suspect = FrameHeader.NOBODY;
    cursor.rewind();
  }

  boolean isDone() {
    return cursor.isDone();
  }

  /** Whether there is any use in reading now. */
  boolean wantsMore() {
    return !isDone() && !parked;
  }

  int received() {
    return cursor.passed();
  }

  /** Whether the previous rank has begun this step. */
  boolean hasEntered() {
    return entered;
  }

  /** The rank that the previous one holds for silent, or nobody. */
  int reportedSuspect() {
    return suspect;
  }

  /** Reads what is there, at most one frame; returns the bytes. */
  long receive(SocketChannel previous) throws IOException, DataPlaneException {
    if (!wantsMore()) {
      return 0;
    }
    long count = 0;
    if (!reader.hasTarget()) {
      if (!reader.hasHeader()) {
        count = reader.readHeader(previous);
      }
      if (!reader.hasHeader() || !arrange(reader.header())) {
        return count;
      }
    }
    count += reader.readPayload(previous);
    if (reader.hasPayload()) {
      finish(reader.header());
    }
    return count;
  }

  /** Decides what becomes of a frame; true if its payload is to be read now. */
  private boolean arrange(FrameHeader header) throws DataPlaneException {
    requireWellFormed(header);
    if (header.kind() == FrameHeader.NOTICE && header.generation() == membership.generation()) {
      throw failures.reported(header);
    }
    int age = age(header);
    if (age > 0) {
      parked = true;
      return false;
    }
    if (header.kind() != FrameHeader.DATA) {
      onControl(header, age);
      reader.clear();
      return false;
    }
    return age < 0 ? discard(header) : accept(header);
  }

  private void requireWellFormed(FrameHeader header) throws DataPlaneException {
    if (!header.isIntact()) {
      meter.corruptFrames.increment();
      throw failures.corrupt(membership.previousRank(), header);
    }
    boolean data = header.kind() == FrameHeader.DATA;
    boolean control = header.kind() == FrameHeader.BEAT || header.kind() == FrameHeader.NOTICE;
    boolean sized =
        data ? header.length() > 0 && header.length() <= scratch.capacity() : header.length() == 0;
    if (header.job() != job || !(data || control) || !sized) {
      throw violation("a frame of this job", header);
    }
  }

  /** Below, at or above zero: earlier than, of, or later than the present step. */
  private int age(FrameHeader header) {
    int byGeneration = Long.compare(header.generation(), membership.generation());
    return byGeneration != 0 ? byGeneration : Long.compare(header.step(), step);
  }

  private void onControl(FrameHeader header, int age) {
    if (header.kind() == FrameHeader.BEAT && age == 0) {
      entered = true;
      suspect = header.chunk();
    }
  }

  private boolean discard(FrameHeader header) {
    meter.staleFrames.increment();
    discarding = true;
    target = scratch.clear().limit(header.length());
    reader.target(target);
    return true;
  }

  private boolean accept(FrameHeader header) throws DataPlaneException {
    if (header.segment() != cursor.segment()
        || header.round() != cursor.round()
        || header.chunk() != cursor.chunk()
        || header.length() != cursor.lengthBytes()) {
      throw violation(
          "segment %d, round %d, chunk %d of %d bytes in step %d"
              .formatted(
                  cursor.segment(), cursor.round(), cursor.chunk(), cursor.lengthBytes(), step),
          header);
    }
    entered = true;
    suspect = FrameHeader.NOBODY;
    target =
        cursor.isReducing() ? scratch.clear().limit(header.length()) : buffers.incoming(cursor);
    reader.target(target);
    return true;
  }

  private void finish(FrameHeader header) throws DataPlaneException {
    if (discarding) {
      discarding = false;
      reader.clear();
      return;
    }
    target.position(target.limit() - header.length());
    if (buffers.checksumOf(target) != header.payloadChecksum()) {
      meter.corruptFrames.increment();
      throw failures.corrupt(membership.previousRank(), header);
    }
    if (!cursor.isReducing()) {
      buffers.seal(cursor, header.payloadChecksum());
    } else {
      buffers.add(cursor, scratchFloats);
      if (cursor.isLastReduction()) {
        buffers.seal(cursor);
      }
    }
    cursor.advance();
    reader.clear();
  }

  private DataPlaneException violation(String expected, FrameHeader header) {
    meter.violations.increment();
    return failures.violation(membership.previousRank(), expected, header);
  }
}
