package io.sampo.http.rest;

import io.sampo.http.inference.HeaderValues;
import io.sampo.http.server.ContentCoding;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** The headers that matter to an inference request, read in one pass. */
final class InferHeaders {

  static final String JSON_LENGTH = "Inference-Header-Content-Length";
  static final String REQUEST_ID = "X-Request-Id";

  private static final Optional<ContentCoding> PLAIN = Optional.of(ContentCoding.IDENTITY);

  private String jsonLength;
  private String requestId = "";
  private String timeout;
  private String contentEncoding = "";
  private String acceptEncoding = "";
  private String traceparent;

  private InferHeaders() {}

  static InferHeaders of(HttpRequest request) {
    InferHeaders headers = new InferHeaders();
    for (HttpHeader header : request.getHeaders()) {
      headers.take(header.lowercaseName(), header);
    }
    return headers;
  }

  /** The value of a header is only made when it is asked for, and most are not. */
  private void take(String name, HttpHeader header) {
    switch (name) {
      case "inference-header-content-length" -> jsonLength = header.value();
      case "x-request-id" -> requestId = HeaderValues.requestId(header.value());
      case "x-request-timeout" -> timeout = header.value();
      case "content-encoding" -> contentEncoding = header.value();
      case "accept-encoding" -> acceptEncoding = header.value();
      case "traceparent" -> traceparent = header.value();
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
    return HeaderValues.trace(traceparent);
  }

  /** How long the client wants to wait. */
  Optional<Duration> timeout() {
    return HeaderValues.patience(timeout);
  }
}
