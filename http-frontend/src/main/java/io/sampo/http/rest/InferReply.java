package io.sampo.http.rest;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An answer ready for the wire.
 *
 * @param json the JSON part
 * @param binary the tensors that follow it, read-only
 */
record InferReply(byte[] json, List<ByteBuffer> binary) {

  InferReply {
    requireNonNull(json, "json is null");
    binary = List.copyOf(binary);
  }

  /** Whether anything follows the JSON; empty tensors alone do not make an answer binary. */
  boolean isBinary() {
    return binaryLength() > 0;
  }

  /** Bytes that follow the JSON. */
  long binaryLength() {
    long length = 0;
    for (ByteBuffer tensor : binary) {
      length += tensor.remaining();
    }
    return length;
  }
}
