package io.sampo.http.inference;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From whatever was thrown to the error that a client is told. */
public final class InferenceFailures {

  private static final Logger LOG = LoggerFactory.getLogger(InferenceFailures.class);

  private InferenceFailures() {}

  /** The error behind a failure; what nobody foresaw is a defect, and logged. */
  public static PlatformError error(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof PlatformException platform) {
      return platform.error();
    }
    LOG.error("A defect in the inference door", cause);
    return new PlatformError(ErrorCode.INTERNAL, "internal error: " + cause.getClass().getName());
  }
}
