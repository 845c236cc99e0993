package io.sampo.http.rest;

import io.sampo.http.inference.Refusal;
import io.sampo.http.server.ContentCoding;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** The headers that matter to an inference request, read in one pass. */
final class InferHeaders {

  static final String JSON_LENGTH = "Inference-Header-Content-Length";
  static final String REQUEST_ID = "X-Request-Id";
  static final String REQUEST_TIMEOUT = "X-Request-Timeout";

  private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,9})(ms|s|m)?");
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,128}");
  private static final Optional<ContentCoding> PLAIN = Optional.of(ContentCoding.IDENTITY);
  private static final int LONGEST_TRACEPARENT = 128;

  private String jsonLength;
  private String requestId = "";
  private String timeout;
  private String contentEncoding = "";
  private String acceptEncoding = "";
  private String traceparent = "";

  private InferHeaders() {}

  static InferHeaders of(HttpRequest request) {
    InferHeaders headers = new InferHeaders();
    for (HttpHeader header : request.getHeaders()) {
      headers.take(header.lowercaseName(), header.value());
    }
    return headers;
  }

  private void take(String name, String value) {
    switch (name) {
      case "inference-header-content-length" -> jsonLength = value;
      case "x-request-id" -> requestId = PRINTABLE.matcher(value).matches() ? value : "";
      case "x-request-timeout" -> timeout = value;
      case "content-encoding" -> contentEncoding = value;
      case "accept-encoding" -> acceptEncoding = value;
      case "traceparent" ->
          traceparent = value.length() <= LONGEST_TRACEPARENT ? value : traceparent;
      default -> {}
    }
  }

  /** Null if the header is absent, as the parser wants it. */
  String jsonLength() {
    return jsonLength;
  }

  /** The client's own, or the empty string. */
  String requestId() {
    return requestId;
  }

  /** How the body is compressed; empty if in a way that is not read here. */
  Optional<ContentCoding> bodyCoding() {
    return contentEncoding.isEmpty() ? PLAIN : ContentCoding.named(contentEncoding);
  }

  /** How the answer should be compressed. */
  ContentCoding answerCoding() {
    return acceptEncoding.isEmpty()
        ? ContentCoding.IDENTITY
        : ContentCoding.preferred(acceptEncoding);
  }

  String contentEncoding() {
    return contentEncoding;
  }

  TraceContext trace() {
    return traceparent.isEmpty() ? TraceContext.NONE : new TraceContext(traceparent);
  }

  /** How long the client wants to wait: milliseconds, or with a unit, for example {@code 5s}. */
  Optional<Duration> timeout() {
    if (timeout == null) {
      return Optional.empty();
    }
    Matcher matcher = TIMEOUT.matcher(timeout.strip());
    if (!matcher.matches()) {
      throw Refusal.invalid(
          "Expected %s like 500, 500ms, 5s or 1m, but got '%s'", REQUEST_TIMEOUT, timeout);
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
