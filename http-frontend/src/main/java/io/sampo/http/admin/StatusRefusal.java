package io.sampo.http.admin;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import org.apache.pekko.http.javadsl.model.StatusCode;

/** A refusal by HTTP itself, whose status says more than its error code. */
final class StatusRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StatusCode status;
  private final transient PlatformError error;

  StatusRefusal(StatusCode status, ErrorCode code, String message) {
    super(message);
    this.status = status;
    this.error = new PlatformError(code, message);
  }

  StatusCode status() {
    return status;
  }

  PlatformError error() {
    return error;
  }
}
