package io.sampo.node.replica;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;

/** Finds the refusal inside what a future or an engine has thrown. */
final class Failures {
  private Failures() {}

  static PlatformError toError(String attempt, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof PlatformException refused) {
        return refused.error();
      }
    }
    return new PlatformError(ErrorCode.INTERNAL, "Expected " + attempt + ", but " + failure);
  }
}
