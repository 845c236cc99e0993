package io.sampo.http.inference;

import io.sampo.protocol.id.RequestId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Makes request ids that no other request of the cluster has: two clients may choose the same id,
 * and a client may send the same request to two frontends. Thread-safe.
 */
final class RequestIds {

  private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,80}");

  private final String frontend;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param frontend different for each frontend of a cluster
   */
  RequestIds(long frontend) {
    this.frontend = Long.toString(frontend & Long.MAX_VALUE, Character.MAX_RADIX);
  }

  /** Begins with the client's own id where that can be used, so that logs can be searched. */
  RequestId next(String wanted) {
    String own = frontend + "-" + Long.toString(last.incrementAndGet(), Character.MAX_RADIX);
    return new RequestId(
        !wanted.isEmpty() && USABLE.matcher(wanted).matches() ? wanted + "-" + own : own);
  }
}
