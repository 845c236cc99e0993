package io.sampo.cluster.fault;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a link does to the bytes that go through it. Pure descriptions; see {@link FaultProxy}. */
public sealed interface Fault {

  /** Passes everything on. */
  enum None implements Fault {
    INSTANCE
  }

  /** Every byte arrives so much later; in order, and at the same rate. */
  record Delay(Duration by) implements Fault {
    public Delay {
      requireNonNull(by, "by is null");
      if (by.isNegative()) {
        throw new IllegalArgumentException("Expected a delay of 0 or more, but was [" + by + "].");
      }
    }
  }

  /** So many bytes in a second and no more; who sends faster is held up. */
  record Throttle(long bytesPerSecond) implements Fault {
    public Throttle {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "Expected 1 byte per second or more, but was [" + bytesPerSecond + "].");
      }
    }
  }

  /** A black hole: takes everything, passes nothing on, and says nothing. */
  enum Drop implements Fault {
    INSTANCE
  }

  /** Takes nothing any more, so that the sender's buffers fill; what was taken is held. */
  enum Block implements Fault {
    INSTANCE
  }

  /** Every connection ends with a reset, and each new one too. */
  enum Reset implements Fault {
    INSTANCE
  }

  /**
   * Flips the lowest bit of one byte of each connection.
   *
   * @param offset of the byte in its direction, from 0 at the beginning of the connection
   */
  record CorruptAt(long offset) implements Fault {
    public CorruptAt {
      if (offset < 0) {
        throw new IllegalArgumentException(
            "Expected an offset of 0 or more, but was [" + offset + "].");
      }
    }
  }

  /**
   * Flips the lowest bit of each byte with a probability, the same bytes in every run.
   *
   * @param probability of each byte, from 0 to 1
   * @param seed of the choice
   */
  record CorruptSome(double probability, long seed) implements Fault {
    public CorruptSome {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "Expected a probability between 0 and 1, but was [" + probability + "].");
      }
    }
  }
}
