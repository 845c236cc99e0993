package io.sampo.http.routing;

import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;

/**
 * Takes the parts of an answer that come before the last, in order. Called on the router's thread,
 * which must not be blocked; the last part completes the request's answer.
 */
@FunctionalInterface
public interface AnswerParts {

  /** For callers who want the answer in one: a model that answers in parts is refused to them. */
  AnswerParts NONE = part -> {};

  void accept(InferChunk part);
}
