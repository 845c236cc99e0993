package io.sampo.protocol.error;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;

/** A refusal as data: a code for programs and one sentence, "Expected …, but …", for people. */
public record PlatformError(ErrorCode code, String message) implements WireMessage {
  public PlatformError {
    requireNonNull(code, "code is null");
    requireNonNull(message, "message is null");
  }

  /**
   * The refusal that a failure carries somewhere in its causes; anything else is a defect and
   * becomes INTERNAL.
   */
  public static PlatformError from(Throwable failure) {
    Throwable last = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof PlatformException refused) {
        return refused.error();
      }
      last = each;
    }
    return new PlatformError(ErrorCode.INTERNAL, "Expected no failure, but got " + last);
  }

  public PlatformException toException() {
    return new PlatformException(this);
  }
}
