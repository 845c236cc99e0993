package io.sampo.cluster.process;

/** Something on this machine could not be started or stopped; the message is for the user. */
public final class LaunchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LaunchException(String message) {
    super(message);
  }

  public LaunchException(String message, Throwable cause) {
    super(message, cause);
  }
}
