package io.sampo.http.routing;

import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of one answer in their order. Large parts travel another way than small ones, so that
 * they may arrive in another order than they were sent. Not thread-safe.
 */
final class AnswerStream {

  /** The most parts that are kept while an earlier one is missing. */
  static final int MOST_EARLY = 64;

  private final Map<Integer, InferChunk> early = new HashMap<>();
  private int next;

  /**
   * Hands on what is in order now, one after the other.
   *
   * @return the last part, if its turn has come; it is for the caller to hand on
   * @throws PlatformException NODE_UNREACHABLE if too many would have to be kept for one that is
   *     missing
   */
  Optional<InferChunk> take(InferChunk part, RoutedRequest request) {
    // One that comes twice counts once.
    if (part.sequence() >= next) {
      early.put(part.sequence(), part);
    }
    if (early.size() > MOST_EARLY) {
      throw new PlatformException(RouterRefusals.partMissing(request));
    }
    for (InferChunk due = early.remove(next); due != null; due = early.remove(next)) {
      next++;
      if (due.last()) {
        return Optional.of(due);
      }
      request.parts().accept(due);
    }
    return Optional.empty();
  }
}
