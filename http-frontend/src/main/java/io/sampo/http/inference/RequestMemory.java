package io.sampo.http.inference;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of all requests that are being read and answered: any number of clients may send
 * large ones at once, and a node whose heap is full ends. Thread-safe.
 */
final class RequestMemory {

  private final long capacity;
  private final AtomicLong held = new AtomicLong();

  RequestMemory(long capacity) {
    this.capacity = capacity;
  }

  /**
   * @throws PlatformException with {@code REPLICA_OVERLOADED} if there is no room for them
   */
  void hold(long bytes) {
    if (held.addAndGet(bytes) > capacity) {
      held.addAndGet(-bytes);
      throw new PlatformException(
          new PlatformError(
              ErrorCode.REPLICA_OVERLOADED,
              "Expected room for %d more bytes of a request, but those that are being answered fill the %d bytes that there are for all"
                  .formatted(bytes, capacity)));
    }
  }

  void release(long bytes) {
    held.addAndGet(-bytes);
  }
}
