package io.sampo.node.replica;

import io.sampo.protocol.id.RequestId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Requests of equal item shapes in the order in which they are to run: by priority, and within one
 * priority first come, first served. Not thread-safe.
 */
final class WaitingLine {
  private final TreeMap<Integer, Deque<Waiting>> byRank = new TreeMap<>();
  private int requests;
  private int items;

  void add(Waiting waiting) {
    byRank.computeIfAbsent(waiting.rank(), rank -> new ArrayDeque<>()).add(waiting);
    requests++;
    items += waiting.items();
  }

  /** Who runs next, or null. */
  Waiting head() {
    for (Deque<Waiting> line : byRank.values()) {
      if (!line.isEmpty()) {
        return line.peek();
      }
    }
    return null;
  }

  /** Takes off who runs next, or null. */
  Waiting poll() {
    Iterator<Deque<Waiting>> lines = byRank.values().iterator();
    while (lines.hasNext()) {
      Waiting first = lines.next().poll();
      if (first != null) {
        forget(first);
        return first;
      }
      // Kept while it was in use, since nearly all requests have one priority.
      lines.remove();
    }
    return null;
  }

  Optional<Waiting> remove(RequestId id) {
    for (Deque<Waiting> line : byRank.values()) {
      Iterator<Waiting> all = line.iterator();
      while (all.hasNext()) {
        Waiting waiting = all.next();
        if (waiting.request().requestId().equals(id)) {
          all.remove();
          forget(waiting);
          return Optional.of(waiting);
        }
      }
    }
    return Optional.empty();
  }

  /** Takes off everything whose deadline has passed. */
  void expire(long nowNanos, Consumer<Waiting> onExpired) {
    for (Map.Entry<Integer, Deque<Waiting>> line : byRank.entrySet()) {
      line.getValue()
          .removeIf(
              waiting -> {
                boolean expired = waiting.isExpired(nowNanos);
                if (expired) {
                  forget(waiting);
                  onExpired.accept(waiting);
                }
                return expired;
              });
    }
  }

  private void forget(Waiting waiting) {
    requests--;
    items -= waiting.items();
  }

  int requests() {
    return requests;
  }

  /** The items of all of them. */
  int items() {
    return items;
  }

  boolean isEmpty() {
    return requests == 0;
  }
}
