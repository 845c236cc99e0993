package io.sampo.node.training.step.simulation;

import java.time.Instant;
import java.util.PriorityQueue;

/** A queue of what will happen, in milliseconds from the beginning. */
final class VirtualTime {
  private record Task(long at, long order, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now;
  private long order;

  long now() {
    return now;
  }

  Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  /** Does the work that many milliseconds from now; what is due at once keeps its order. */
  void after(long milliseconds, Runnable work) {
    at(now + milliseconds, work);
  }

  void at(long time, Runnable work) {
    order++;
    tasks.add(new Task(Math.max(time, now), order, work));
  }

  /** Does what is next; false if nothing is, or only after the end. */
  boolean step(long end) {
    Task next = tasks.peek();
    if (next == null || next.at() > end) {
      return false;
    }
    tasks.poll();
    now = next.at();
    next.work().run();
    return true;
  }
}
