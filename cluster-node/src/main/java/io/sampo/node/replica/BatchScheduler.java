package io.sampo.node.replica;

import io.sampo.protocol.id.RequestId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The bounded queue of a replica and the choice of what runs next: late-binding and
 * work-conserving. Whenever the device is free it takes the oldest request and whatever else waits,
 * fits and has equal shapes; it never waits for a batch to fill. Not thread-safe.
 */
final class BatchScheduler {
  private final int limit;
  private final int maxBatchSize;
  private final Deque<Waiting> queue = new ArrayDeque<>();

  /**
   * @param limit the most requests that may wait
   * @param maxBatchSize the most items of one batch; 0 means one request at a time
   */
  BatchScheduler(int limit, int maxBatchSize) {
    this.limit = limit;
    this.maxBatchSize = maxBatchSize;
  }

  /** Takes the request, unless the queue is full. */
  boolean offer(Waiting waiting) {
    if (queue.size() >= limit) {
      return false;
    }
    queue.add(waiting);
    return true;
  }

  /** Takes off what runs next, oldest first; empty if nothing waits. */
  List<Waiting> next() {
    Waiting oldest = queue.poll();
    if (oldest == null) {
      return List.of();
    }
    List<Waiting> batch = new ArrayList<>();
    batch.add(oldest);
    int items = oldest.items();
    Iterator<Waiting> others = queue.iterator();
    while (items < maxBatchSize && others.hasNext()) {
      Waiting other = others.next();
      if (items + other.items() <= maxBatchSize && other.itemShapes().equals(oldest.itemShapes())) {
        others.remove();
        batch.add(other);
        items += other.items();
      }
    }
    return batch;
  }

  /** Takes off everything whose deadline has passed. */
  List<Waiting> expire(long nowNanos) {
    List<Waiting> expired = new ArrayList<>();
    queue.removeIf(waiting -> waiting.isExpired(nowNanos) && expired.add(waiting));
    return expired;
  }

  Optional<Waiting> cancel(RequestId requestId) {
    Iterator<Waiting> all = queue.iterator();
    while (all.hasNext()) {
      Waiting waiting = all.next();
      if (waiting.request().requestId().equals(requestId)) {
        all.remove();
        return Optional.of(waiting);
      }
    }
    return Optional.empty();
  }

  /** Takes off everything. */
  List<Waiting> clear() {
    List<Waiting> all = List.copyOf(queue);
    queue.clear();
    return all;
  }

  int length() {
    return queue.size();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
