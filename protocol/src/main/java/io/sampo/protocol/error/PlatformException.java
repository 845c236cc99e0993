package io.sampo.protocol.error;

/** A {@link PlatformError} on its way through code that can only throw. Never leaves the JVM. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient PlatformError error;

  public PlatformException(PlatformError error) {
    super(error.message());
    this.error = error;
  }

  public PlatformException(ErrorCode code, String message) {
    this(new PlatformError(code, message));
  }

  public PlatformException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.error = new PlatformError(code, message);
  }

  public PlatformError error() {
    return error;
  }

  public ErrorCode code() {
    return error.code();
  }
}
