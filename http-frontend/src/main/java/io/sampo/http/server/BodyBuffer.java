package io.sampo.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.apache.pekko.util.ByteString;

/**
 * A body that is being read. Grows as bytes come, not as announced, so that an announcement alone
 * costs nothing. Not thread-safe.
 */
final class BodyBuffer {

  private static final int FIRST_CAPACITY = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final int limit;
  private final LongConsumer holding;
  private byte[] bytes = NOTHING;
  private int length;

  /**
   * @param limit the most bytes that will come
   * @param holding is told of bytes before they are held, and may throw to prevent it
   */
  BodyBuffer(int limit, LongConsumer holding) {
    this.limit = limit;
    this.holding = holding;
  }

  void add(ByteString chunk) {
    requireRoom(length + chunk.size());
    chunk.copyToArray(bytes, length, chunk.size());
    length += chunk.size();
  }

  /** Reads until the limit or the end, whichever comes first. */
  void addAll(InputStream source) throws IOException {
    while (length < limit) {
      requireRoom(length + 1);
      int count = source.read(bytes, length, bytes.length - length);
      if (count < 0) {
        return;
      }
      length += count;
    }
  }

  private void requireRoom(int needed) {
    if (needed > bytes.length) {
      long wanted = Math.max(Math.max(needed, FIRST_CAPACITY), 2L * bytes.length);
      int capacity = (int) Math.min(wanted, limit);
      holding.accept(capacity - bytes.length);
      bytes = Arrays.copyOf(bytes, capacity);
    }
  }

  Body body() {
    return new Body(bytes, length);
  }
}
