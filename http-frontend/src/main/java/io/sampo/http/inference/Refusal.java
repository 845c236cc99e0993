package io.sampo.http.inference;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;

/** Refusals in the words of the protocol. */
public final class Refusal {

  private Refusal() {}

  public static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }

  public static PlatformException invalid(String format, Object... arguments) {
    return invalid(format.formatted(arguments));
  }

  public static PlatformException unsupported(String message) {
    return new PlatformException(ErrorCode.UNSUPPORTED, message);
  }
}
