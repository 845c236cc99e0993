package io.sampo.node.training.ring;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.WorkerIncarnation;
import java.util.Optional;

/**
 * Why a generation cannot go on summing, and if known because of whom. All members of the
 * generation learn the same reason from each other, as far as they can still be reached.
 */
public final class DataPlaneException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds of failure; the codes travel between members. */
  public enum Reason {
    /** The connection of a member ended. */
    PEER_LOST(1),
    /** A member said nothing for too long. */
    PEER_SILENT(2),
    /** The time was over although every neighbour gave signs of life. */
    DEADLINE_EXCEEDED(3),
    /** A member sent bytes that do not match their checksum. */
    CORRUPT_FRAME(4),
    /** A member sent what does not belong here. */
    PROTOCOL_VIOLATION(5),
    /** A member could not be reached in time. */
    UNREACHABLE(6),
    /** A member did not let this one in. */
    REFUSED(7),
    /** Somebody called {@link AllReduce#abort}. */
    ABORTED(8);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Optional<Reason> ofCode(int code) {
      for (Reason reason : values()) {
        if (reason.code == code) {
          return Optional.of(reason);
        }
      }
      return Optional.empty();
    }
  }

  private final Reason reason;
  private final transient WorkerIncarnation culprit;

  DataPlaneException(Reason reason, WorkerIncarnation culprit, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
    this.culprit = culprit;
  }

  public Reason reason() {
    return reason;
  }

  /** The member that failed, if one can be named. */
  public Optional<WorkerIncarnation> culprit() {
    return Optional.ofNullable(culprit);
  }
}
