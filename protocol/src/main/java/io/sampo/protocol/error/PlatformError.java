package io.sampo.protocol.error;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;

/** A refusal as data: a code for programs and one sentence, "Expected …, but …", for people. */
public record PlatformError(ErrorCode code, String message) implements WireMessage {
  public PlatformError {
    requireNonNull(code, "code is null");
    requireNonNull(message, "message is null");
  }

  public PlatformException toException() {
    return new PlatformException(this);
  }
}
