package io.sampo.http.server;

import static java.util.Objects.requireNonNull;

/**
 * What was wrong with bytes that are no HTTP request. It is always the client's fault: a method or
 * a version that the HTTP server does not know is no failure of ours.
 *
 * @param status between 400 and 499
 */
public record MalformedRequest(int status, String message) {

  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int BAD_REQUEST = 400;

  public MalformedRequest {
    requireNonNull(message, "message is null");
  }

  /**
   * @param status that the HTTP server would answer with
   */
  public static MalformedRequest of(int status, String message) {
    int ours =
        status == NOT_IMPLEMENTED ? METHOD_NOT_ALLOWED : status >= 500 ? BAD_REQUEST : status;
    return new MalformedRequest(ours, message);
  }
}
