package io.sampo.http.inference;

import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the headers of a request mean, whichever transport brought them. Each takes null for a
 * header that is absent.
 */
public final class HeaderValues {

  private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,9})(ms|s|m)?");
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,128}");
  private static final int LONGEST_TRACEPARENT = 128;

  private HeaderValues() {}

  /** The client's own id, or the empty string if it has none that can be sent back. */
  public static String requestId(String value) {
    return value != null && PRINTABLE.matcher(value).matches() ? value : "";
  }

  public static TraceContext trace(String traceparent) {
    return traceparent == null
            || traceparent.isEmpty()
            || traceparent.length() > LONGEST_TRACEPARENT
        ? TraceContext.NONE
        : new TraceContext(traceparent);
  }

  /**
   * How long the client wants to wait: milliseconds, or with a unit, for example {@code 5s}.
   *
   * @throws PlatformException with {@code INVALID_ARGUMENT} if it is none of these
   */
  public static Optional<Duration> patience(String timeout) {
    if (timeout == null) {
      return Optional.empty();
    }
    Matcher matcher = TIMEOUT.matcher(timeout.strip());
    if (!matcher.matches()) {
      throw Refusal.invalid(
          "Expected X-Request-Timeout like 500, 500ms, 5s or 1m, but got '%s'", timeout);
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    return Optional.of(
        switch (unit) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofMillis(amount);
        });
  }
}
