package io.sampo.node.training.ring;

import io.sampo.node.training.ring.DataPlaneException.Reason;
import io.sampo.protocol.id.WorkerIncarnation;
import java.time.Duration;
import java.util.Optional;

/** Words the failures of one generation, and turns them into notices and back. */
final class RingFailures {
  private final RingMembership membership;

  RingFailures(RingMembership membership) {
    this.membership = membership;
  }

  DataPlaneException lost(int rank, Exception cause) {
    return failure(Reason.PEER_LOST, rank, "Expected frames, but " + cause.getMessage(), cause);
  }

  DataPlaneException silent(int rank, Duration silence) {
    return failure(
        Reason.PEER_SILENT, rank, "Expected a sign of life within " + silence + ", but none came");
  }

  DataPlaneException deadlineExceeded() {
    return failure(
        Reason.DEADLINE_EXCEEDED,
        FrameHeader.NOBODY,
        "Expected to finish in time, but the deadline has passed");
  }

  DataPlaneException corrupt(int rank, FrameHeader header) {
    return failure(
        Reason.CORRUPT_FRAME, rank, "Expected the bytes of their checksum, but got " + header);
  }

  DataPlaneException violation(int rank, String expected, FrameHeader header) {
    return failure(Reason.PROTOCOL_VIOLATION, rank, "Expected " + expected + ", but got " + header);
  }

  DataPlaneException unreachable(int rank, String detail) {
    return failure(
        Reason.UNREACHABLE, rank, "Expected a connection in time, but there is none" + detail);
  }

  DataPlaneException refused(int rank, String verdict) {
    return failure(Reason.REFUSED, rank, "Expected to be let in, but was told " + verdict);
  }

  DataPlaneException aborted() {
    return failure(
        Reason.ABORTED, FrameHeader.NOBODY, "Expected to go on, but this worker was told to stop");
  }

  /** What every call after a failure is told. */
  DataPlaneException over(DataPlaneException first) {
    int rank = first.culprit().map(this::rankOf).orElse(FrameHeader.NOBODY);
    return failure(first.reason(), rank, "Expected a generation without failure, but it failed");
  }

  /** What another member found out. */
  DataPlaneException reported(FrameHeader notice) {
    Reason reason = Reason.ofCode(notice.round()).orElse(Reason.PROTOCOL_VIOLATION);
    return failure(
        reason, notice.chunk(), "Expected to go on, but rank " + notice.segment() + " reports it");
  }

  /** The rank to name in a notice: whoever stops on purpose names itself. */
  int culpritRank(DataPlaneException failure) {
    Optional<WorkerIncarnation> culprit = failure.culprit();
    if (culprit.isEmpty() && failure.reason() == Reason.ABORTED) {
      return membership.ownRank();
    }
    return culprit.map(this::rankOf).orElse(FrameHeader.NOBODY);
  }

  private int rankOf(WorkerIncarnation worker) {
    for (int rank = 0; rank < membership.size(); rank++) {
      if (membership.worker(rank).equals(worker)) {
        return rank;
      }
    }
    return FrameHeader.NOBODY;
  }

  private DataPlaneException failure(Reason reason, int rank, String message) {
    return failure(reason, rank, message, null);
  }

  private DataPlaneException failure(Reason reason, int rank, String message, Throwable cause) {
    boolean named = rank >= 0 && rank < membership.size();
    String because = named ? " because of rank %d [%s]".formatted(rank, member(rank)) : "";
    return new DataPlaneException(
        reason,
        named ? membership.worker(rank) : null,
        "%s in generation %d of [%s]%s: %s"
            .formatted(reason, membership.generation(), membership.job(), because, message),
        cause);
  }

  private RingMember member(int rank) {
    return membership.members().get(rank);
  }
}
