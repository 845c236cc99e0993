package io.sampo.node.training.ring;

/**
 * Which piece of the buffer goes when. The buffer is cut into one segment per member and each
 * segment into chunks. In round {@code t} rank {@code r} sends segment {@code r − t} and receives
 * segment {@code r − t − 1} (modulo the members): the first {@code members − 1} rounds reduce and
 * scatter, as many more gather (Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for
 * clusters of workstations", 2009).
 *
 * <p>So what a rank sends after its own segment is exactly what it received a round before, in the
 * same order: a chunk may be sent as soon as it has been received, and counting is enough to know.
 */
final class RingSchedule {
  private final int floatCount;
  private final int members;
  private final int rank;
  private final int chunkFloats;
  private final int[] chunksBefore;

  RingSchedule(int floatCount, int members, int rank, int chunkFloats) {
    this.floatCount = floatCount;
    this.members = members;
    this.rank = rank;
    this.chunkFloats = chunkFloats;
    this.chunksBefore = new int[members + 1];
    for (int segment = 0; segment < members; segment++) {
      chunksBefore[segment + 1] = chunksBefore[segment] + chunkCount(segment);
    }
  }

  /** Segments differ by one float at most; with fewer floats than members some are empty. */
  private int segmentStart(int segment) {
    return (int) ((long) floatCount * segment / members);
  }

  private int chunkCount(int segment) {
    int floats = segmentStart(segment + 1) - segmentStart(segment);
    return (floats + chunkFloats - 1) / chunkFloats;
  }

  int totalChunks() {
    return chunksBefore[members];
  }

  /** Chunks that need nobody else before they are sent. */
  int ownChunks() {
    return chunkCount(rank);
  }

  Cursor sends() {
    return new Cursor(rank, rounds());
  }

  Cursor receives() {
    return new Cursor((rank + members - 1) % members, rounds());
  }

  /** Every chunk of the buffer once. */
  Cursor whole() {
    return new Cursor(members - 1, members);
  }

  private int rounds() {
    return 2 * (members - 1);
  }

  /** Walks over the chunks that one direction of one connection carries in a step. */
  final class Cursor {
    private final int firstSegment;
    private final int rounds;
    private int round;
    private int segment;
    private int chunk;
    private int passed;

    private Cursor(int firstSegment, int rounds) {
      this.firstSegment = firstSegment;
      this.rounds = rounds;
      rewind();
    }

    void rewind() {
      round = 0;
      segment = firstSegment;
      chunk = 0;
      passed = 0;
      skipEmptySegments();
    }

    void advance() {
      chunk++;
      passed++;
      skipEmptySegments();
    }

    private void skipEmptySegments() {
      while (!isDone() && chunk == chunkCount(segment)) {
        round++;
        segment = (segment + members - 1) % members;
        chunk = 0;
      }
    }

    boolean isDone() {
      return round == rounds;
    }

    /** Chunks before this one in the same direction. */
    int passed() {
      return passed;
    }

    int round() {
      return round;
    }

    int segment() {
      return segment;
    }

    int chunk() {
      return chunk;
    }

    /** Whether this round adds; else it only copies. */
    boolean isReducing() {
      return round < members - 1;
    }

    /** Whether adding this chunk makes it final. */
    boolean isLastReduction() {
      return round == members - 2;
    }

    /** The place of this chunk among all chunks of the buffer. */
    int index() {
      return chunksBefore[segment] + chunk;
    }

    int offset() {
      return segmentStart(segment) + chunk * chunkFloats;
    }

    int length() {
      return Math.min(chunkFloats, segmentStart(segment + 1) - offset());
    }

    int offsetBytes() {
      return offset() * Float.BYTES;
    }

    int lengthBytes() {
      return length() * Float.BYTES;
    }
  }
}
