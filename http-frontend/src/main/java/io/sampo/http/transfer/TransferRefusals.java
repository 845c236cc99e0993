package io.sampo.http.transfer;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import org.apache.pekko.actor.typed.ActorRef;

/** What a courier says when it cannot carry a parcel. */
final class TransferRefusals {

  private TransferRefusals() {}

  static PlatformError tooLarge(long bytes, long largest) {
    return new PlatformError(
        ErrorCode.TENSOR_TOO_LARGE,
        "Expected tensors of at most %d bytes for another node, but got %d"
            .formatted(largest, bytes));
  }

  static PlatformError tooMany(int limit) {
    return new PlatformError(
        ErrorCode.REPLICA_OVERLOADED,
        "Expected room for another parcel, but %d are on their way from this node"
            .formatted(limit));
  }

  static PlatformError noRoom(long bytes, ReceptionLedger ledger) {
    return new PlatformError(
        ErrorCode.REPLICA_OVERLOADED,
        "Expected room for %d bytes at the receiver, but %d of %d are reserved"
            .formatted(bytes, ledger.reserved(), ledger.limit()));
  }

  static PlatformError chunkMissing(int expected, int actual) {
    return new PlatformError(
        ErrorCode.NODE_UNREACHABLE,
        "Expected chunk [%d] of a tensor, but got [%d]".formatted(expected, actual));
  }

  static PlatformError notNeeded() {
    return new PlatformError(
        ErrorCode.CANCELLED, "Expected someone to wait for the answer, but nobody does any more");
  }

  static PlatformError expired() {
    return new PlatformError(
        ErrorCode.DEADLINE_EXCEEDED,
        "Expected all chunks before the deadline, but it passed while some were missing");
  }

  static PlatformError peerLost(ActorRef<?> peer) {
    return new PlatformError(
        ErrorCode.NODE_UNREACHABLE,
        "Expected node [%s] to take a tensor, but it has gone".formatted(peer.path().address()));
  }
}
