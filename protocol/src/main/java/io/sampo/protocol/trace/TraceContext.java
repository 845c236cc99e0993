package io.sampo.protocol.trace;

import static java.util.Objects.requireNonNull;

/**
 * The W3C trace context of a request.
 *
 * @param traceparent the header's value, or the empty string where nobody traces
 */
public record TraceContext(String traceparent) {
  public static final TraceContext NONE = new TraceContext("");

  public TraceContext {
    requireNonNull(traceparent, "traceparent is null");
  }
}
