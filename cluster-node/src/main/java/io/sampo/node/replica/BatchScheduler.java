package io.sampo.node.replica;

import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bounded queue of a replica and the choice of what runs next: late-binding and, without a
 * delay, work-conserving. A free device takes the request that is first by priority and arrival,
 * and whatever else waits with equal shapes and fits; what has no time left it never gets. Not
 * thread-safe; times are nanoseconds of {@link System#nanoTime}.
 */
final class BatchScheduler {
  /** Lines of shapes that nobody waits in are kept for reuse up to so many. */
  private static final int IDLE_LINES = 8;

  private static final long LOOK_INTERVAL = 10_000_000L;

  private final int limit;
  private final int maxBatchSize;
  private final long maximumDelay;
  private final Map<List<Shape>, WaitingLine> lines = new LinkedHashMap<>();
  private List<Waiting> expired = new ArrayList<>();
  private int length;
  private long lookedThroughAt;
  private boolean lookedThrough;

  /**
   * @param limit the most requests that may wait
   * @param maxBatchSize the most items of one batch; 0 means one request at a time
   * @param maximumDelay how long the first in line may wait for a batch to fill
   */
  BatchScheduler(int limit, int maxBatchSize, long maximumDelay) {
    this.limit = limit;
    this.maxBatchSize = maxBatchSize;
    this.maximumDelay = maximumDelay;
  }

  /** Takes the request, unless the queue is full of requests that still have time. */
  boolean offer(Waiting waiting, long now) {
    if (length >= limit) {
      expire(now);
    }
    if (length >= limit) {
      return false;
    }
    lines.computeIfAbsent(waiting.itemShapes(), shapes -> new WaitingLine()).add(waiting);
    length++;
    return true;
  }

  /** Takes off what runs next, in order; empty if nothing waits. */
  List<Waiting> next(long now) {
    WaitingLine line = firstLine();
    if (line == null) {
      return List.of();
    }
    List<Waiting> batch = new ArrayList<>(Math.max(1, Math.min(line.requests(), maxBatchSize)));
    int items = 0;
    for (Waiting head = line.head(); head != null; head = line.head()) {
      if (!head.isExpired(now)) {
        if (!batch.isEmpty() && items + head.items() > maxBatchSize) {
          break;
        }
        batch.add(head);
        items += head.items();
      } else {
        expired.add(head);
      }
      line.poll();
      length--;
    }
    if (lines.size() > IDLE_LINES) {
      lines.values().removeIf(WaitingLine::isEmpty);
    }
    return batch.isEmpty() ? next(now) : batch;
  }

  /**
   * How long a free device has to leave what waits alone; 0 or less for not at all, because a batch
   * is full, the first in line has waited long enough, or would not live to see the end of it.
   */
  long nanosUntilDue(long now) {
    if (maximumDelay == 0 || isEmpty()) {
      return 0;
    }
    for (WaitingLine line : lines.values()) {
      if (line.items() >= maxBatchSize) {
        return 0;
      }
    }
    Waiting first = firstLine().head();
    long pause = maximumDelay - (now - first.arrivedNanos());
    return first.isExpired(now + pause) ? 0 : pause;
  }

  /** What was dropped since the last call because its deadline had passed. */
  List<Waiting> takeExpired() {
    if (expired.isEmpty()) {
      return List.of();
    }
    List<Waiting> taken = expired;
    expired = new ArrayList<>();
    return taken;
  }

  Optional<Waiting> cancel(RequestId requestId) {
    for (WaitingLine line : lines.values()) {
      Optional<Waiting> found = line.remove(requestId);
      if (found.isPresent()) {
        length--;
        return found;
      }
    }
    return Optional.empty();
  }

  /** Takes off everything, in order. */
  List<Waiting> clear() {
    List<Waiting> all = new ArrayList<>(length);
    for (WaitingLine line = firstLine(); line != null; line = firstLine()) {
      all.add(line.poll());
      length--;
    }
    return all;
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Looks at every request, but not for every one that is turned away. */
  private void expire(long now) {
    if (lookedThrough && now - lookedThroughAt < LOOK_INTERVAL) {
      return;
    }
    lookedThrough = true;
    lookedThroughAt = now;
    int before = expired.size();
    lines.values().forEach(line -> line.expire(now, expired::add));
    length -= expired.size() - before;
  }

  private WaitingLine firstLine() {
    WaitingLine first = null;
    for (WaitingLine line : lines.values()) {
      if (!line.isEmpty() && (first == null || line.head().isBefore(first.head()))) {
        first = line;
      }
    }
    return first;
  }
}
