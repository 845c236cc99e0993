package io.sampo.http.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * Things that are due at some time, in slots of one tick each, so that thousands of deadlines cost
 * one timer. Nothing is ever taken out early: whoever adds checks whether a thing still matters
 * when it comes due. Not thread-safe; times are nanoseconds.
 */
final class DeadlineWheel<T> {

  private static final int SLOTS = 128;

  private record Entry<T>(T value, long due) {}

  private final long tick;
  private final List<List<Entry<T>>> slots = new ArrayList<>(SLOTS);
  private long position;

  DeadlineWheel(long tickNanos, long now) {
    this.tick = tickNanos;
    this.position = Math.floorDiv(now, tickNanos);
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayList<>());
    }
  }

  /** Something whose time has passed comes due at the next tick. */
  void add(T value, long due) {
    insert(new Entry<>(value, due));
  }

  /** Hands out all that is due, with its time; what lies further than one turn goes round again. */
  void advance(long now, ObjLongConsumer<T> onDue) {
    long target = Math.floorDiv(now, tick);
    long steps = Math.min(target - position, SLOTS);
    position = target;
    for (long step = steps - 1; step >= 0; step--) {
      int slot = (int) Math.floorMod(target - step, (long) SLOTS);
      List<Entry<T>> entries = slots.set(slot, new ArrayList<>());
      for (Entry<T> entry : entries) {
        if (entry.due() <= now) {
          onDue.accept(entry.value(), entry.due());
        } else {
          insert(entry);
        }
      }
    }
  }

  private void insert(Entry<T> entry) {
    // The slot behind the due time, so that an entry is never looked at just before it is due.
    long wanted = Math.floorDiv(entry.due(), tick) + 1;
    long slot = Math.min(Math.max(wanted, position + 1), position + SLOTS - 1);
    slots.get((int) Math.floorMod(slot, (long) SLOTS)).add(entry);
  }
}
