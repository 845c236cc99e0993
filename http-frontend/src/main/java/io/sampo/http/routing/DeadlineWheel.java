package io.sampo.http.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * Things that are due at some time, in slots of one tick each, so that thousands of deadlines cost
 * one timer (Varghese and Lauck, Hashed and hierarchical timing wheels, 1987). What is cancelled is
 * let go at once: a wheel that kept it until it was due would carry every answered request into the
 * old generation of the heap. Not thread-safe; times are nanoseconds.
 */
final class DeadlineWheel<T> {

  private static final int SLOTS = 128;

  /** One thing in the wheel, linked to the others of its slot. */
  static final class Entry<T> {
    private final T value;
    private final long due;
    private Entry<T> previous = this;
    private Entry<T> next = this;

    private Entry(T value, long due) {
      this.value = value;
      this.due = due;
    }

    /** It does not come due any more. Without effect if it already has. */
    void cancel() {
      previous.next = next;
      next.previous = previous;
      previous = this;
      next = this;
    }

    private void append(Entry<T> other) {
      other.previous = previous;
      other.next = this;
      previous.next = other;
      previous = other;
    }

    /** Takes over all that is linked to another head. */
    private void takeFrom(Entry<T> head) {
      head.append(this);
      head.cancel();
    }
  }

  private final long tick;
  private final List<Entry<T>> slots = new ArrayList<>(SLOTS);
  private long position;

  DeadlineWheel(long tickNanos, long now) {
    this.tick = tickNanos;
    this.position = Math.floorDiv(now, tickNanos);
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new Entry<>(null, 0));
    }
  }

  /** Something whose time has passed comes due at the next tick. */
  Entry<T> add(T value, long due) {
    Entry<T> entry = new Entry<>(value, due);
    insert(entry);
    return entry;
  }

  /** Hands out all that is due, with its time; what lies further than one turn goes round again. */
  void advance(long now, ObjLongConsumer<T> onDue) {
    long target = Math.floorDiv(now, tick);
    long steps = Math.min(target - position, SLOTS);
    position = target;
    for (long step = steps - 1; step >= 0; step--) {
      Entry<T> due = new Entry<>(null, 0);
      due.takeFrom(slot(target - step));
      for (Entry<T> entry = due.next; entry != due; entry = due.next) {
        entry.cancel();
        if (entry.due <= now) {
          onDue.accept(entry.value, entry.due);
        } else {
          insert(entry);
        }
      }
    }
  }

  private void insert(Entry<T> entry) {
    // The slot behind the due time, so that an entry is never looked at just before it is due.
    long wanted = Math.floorDiv(entry.due, tick) + 1;
    slot(Math.min(Math.max(wanted, position + 1), position + SLOTS - 1)).append(entry);
  }

  private Entry<T> slot(long at) {
    return slots.get((int) Math.floorMod(at, (long) SLOTS));
  }
}
