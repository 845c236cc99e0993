package io.sampo.http.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.sampo.http.inference.HeaderValues;
import io.sampo.http.security.Admission;
import io.sampo.http.security.OperatorGuard;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a client says beside its messages: the headers that HTTP has, as metadata, and its deadline.
 */
final class CallHeaders {

  static final Metadata.Key<String> REQUEST_ID = key("x-request-id");

  private static final Metadata.Key<String> REQUEST_TIMEOUT = key("x-request-timeout");
  private static final Metadata.Key<String> TRACEPARENT = key("traceparent");
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> ORIGIN = key("origin");
  private static final Metadata.Key<String> ERROR_ENDS_STREAM = key("triton_grpc_error");

  private static final Context.Key<CallHeaders> CURRENT = Context.key("sampo-call-headers");

  private final Metadata metadata;
  private final String authority;
  private final Deadline deadline;
  private final String requestId;

  private CallHeaders(Metadata metadata, String authority, Deadline deadline) {
    this.metadata = metadata;
    this.authority = authority;
    this.deadline = deadline;
    this.requestId = HeaderValues.requestId(metadata.get(REQUEST_ID));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /**
   * Of a call that begins on this thread.
   *
   * @param authority whom the client means to speak to; null if it does not say
   */
  static CallHeaders of(Metadata metadata, String authority) {
    return new CallHeaders(metadata, authority, Context.current().getDeadline());
  }

  /** Those of the call that this thread serves. */
  static CallHeaders current() {
    return CURRENT.get();
  }

  /** A context in which these are current. */
  Context context() {
    return Context.current().withValue(CURRENT, this);
  }

  /** The client's own, or the empty string. */
  String requestId() {
    return requestId;
  }

  /** The metadata of that name; names are case-insensitive. */
  Optional<String> value(String name) {
    return Optional.ofNullable(metadata.get(key(name.toLowerCase(Locale.ROOT))));
  }

  TraceContext trace() {
    return HeaderValues.trace(metadata.get(TRACEPARENT));
  }

  /** How long the client still waits: the shorter of its deadline and its request timeout. */
  Optional<Duration> patience() {
    Optional<Duration> named = HeaderValues.patience(metadata.get(REQUEST_TIMEOUT));
    if (deadline == null) {
      return named;
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    return named.filter(duration -> duration.compareTo(left) < 0).or(() -> Optional.of(left));
  }

  /** Refuses a call that only operators may make. */
  void requireOperator(OperatorGuard operators) {
    Admission admission =
        operators.admit(
            Optional.ofNullable(metadata.get(AUTHORIZATION)),
            Optional.ofNullable(authority),
            Optional.ofNullable(metadata.get(ORIGIN)));
    if (admission != Admission.GRANTED) {
      throw new PlatformException(
          ErrorCode.UNAUTHORIZED, "This API is restricted, expecting header 'authorization'");
    }
  }

  /** Whether a stream is to end with a status at its first error. */
  boolean errorEndsStream() {
    return "true".equals(metadata.get(ERROR_ENDS_STREAM));
  }
}
