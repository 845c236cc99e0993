package io.sampo.http.admin;

/** A body that cannot even be read; what can be read but is wrong is a refusal instead. */
final class MalformedBodyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedBodyException(String message) {
    super(message);
  }

  MalformedBodyException(String message, Throwable cause) {
    super(message, cause);
  }
}
