package io.sampo.node.training.ring;

import java.util.Optional;
import java.util.UUID;

/** What becomes of a connection after its hello; the codes are the answer on the wire. */
enum Verdict {
  ACCEPTED(1),
  /** Of a later generation, or of a job that is not open here: unanswered until it is. */
  EARLY(2),
  WRONG_TOKEN(3),
  STALE_GENERATION(4),
  /** Not the previous rank of this generation. */
  WRONG_MEMBER(5),
  /** Another length of buffers or chunks, so another model or other settings. */
  WRONG_SHAPE(6),
  /** Connected already. */
  TAKEN(7),
  /** Too many wait already; worth another try. */
  BUSY(8),
  /** No hello, or one of another version. */
  UNKNOWN(9);

  private final int code;

  Verdict(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<Verdict> ofCode(int code) {
    for (Verdict verdict : values()) {
      if (verdict.code == code) {
        return Optional.of(verdict);
      }
    }
    return Optional.empty();
  }

  /** The token comes first, so that a stranger learns nothing about generations. */
  static Verdict on(Hello hello, RingMembership membership, int chunkBytes) {
    if (!hello.proves(membership.token())) {
      return WRONG_TOKEN;
    }
    if (hello.generation() != membership.generation()) {
      return hello.generation() < membership.generation() ? STALE_GENERATION : EARLY;
    }
    int previous = membership.previousRank();
    UUID expected = membership.worker(previous).value();
    if (hello.senderRank() != previous
        || hello.members() != membership.size()
        || !hello.sender().equals(expected)) {
      return WRONG_MEMBER;
    }
    if (hello.floatCount() != membership.floatCount() || hello.chunkBytes() != chunkBytes) {
      return WRONG_SHAPE;
    }
    return ACCEPTED;
  }
}
