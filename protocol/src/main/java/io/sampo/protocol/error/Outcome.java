package io.sampo.protocol.error;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;

/**
 * The reply to a command: either a value or a refusal, never both. Unlike Pekko's {@code
 * StatusReply} it keeps the error code across the wire.
 */
public record Outcome<T>(T value, PlatformError refusal) implements WireMessage {
  public Outcome {
    if ((value == null) == (refusal == null)) {
      throw new IllegalArgumentException("Expected a value or a refusal, but got both or neither");
    }
  }

  public static <T> Outcome<T> of(T value) {
    return new Outcome<>(requireNonNull(value, "value is null"), null);
  }

  public static <T> Outcome<T> refused(ErrorCode code, String message) {
    return new Outcome<>(null, new PlatformError(code, message));
  }

  public static <T> Outcome<T> refused(PlatformError error) {
    return new Outcome<>(null, error);
  }

  public boolean isRefused() {
    return refusal != null;
  }

  /** The value, or the refusal thrown as {@link PlatformException}. */
  public T orThrow() {
    if (refusal != null) {
      throw refusal.toException();
    }
    return value;
  }
}
