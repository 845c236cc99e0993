package io.sampo.http.routing;

import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import java.util.HashMap;
import java.util.Map;

/**
 * The parts of one answer in their order. Large parts travel another way than small ones, so that
 * they may arrive in another order than they were sent. Not thread-safe.
 */
final class AnswerStream {

  /** The most parts that are kept while an earlier one is missing. */
  static final int MOST_EARLY = 64;

  private final Attempt source;
  private final Map<Integer, InferChunk> early = new HashMap<>();
  private int next;

  AnswerStream(Attempt source) {
    this.source = source;
  }

  /** Who answers: once a part was delivered, nobody else may go on with it. */
  Attempt source() {
    return source;
  }

  /** Takes a part; false if too many others would have to be kept for it. One twice counts once. */
  boolean offer(InferChunk part) {
    if (part.sequence() < next) {
      return true;
    }
    early.put(part.sequence(), part);
    return early.size() <= MOST_EARLY;
  }

  /** The next part in order, or null if it is not there yet. */
  InferChunk poll() {
    InferChunk part = early.remove(next);
    if (part != null) {
      next++;
    }
    return part;
  }
}
