package io.sampo.node.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The batches of a replica that are on the device. Whoever takes a batch out answers its requests,
 * so that each is answered once. Thread-safe, without a lock.
 */
final class RunningBatches {
  private final AtomicReferenceArray<List<Waiting>> places;

  RunningBatches(int mostAtOnce) {
    this.places = new AtomicReferenceArray<>(mostAtOnce);
  }

  /** Gives its place. */
  int add(List<Waiting> batch) {
    for (int place = 0; place < places.length(); place++) {
      if (places.get(place) == null && places.compareAndSet(place, null, batch)) {
        return place;
      }
    }
    throw new IllegalStateException(
        "Expected at most %d batches at once, but one more began".formatted(places.length()));
  }

  /** False if somebody else has taken it. */
  boolean take(int place, List<Waiting> batch) {
    return narrow(place, batch, List.of());
  }

  /** Leaves only a part of a batch in its place; false if somebody else has taken it. */
  boolean narrow(int place, List<Waiting> batch, List<Waiting> part) {
    return places.compareAndSet(place, batch, part.isEmpty() ? null : part);
  }

  /** Takes out every request of every batch. */
  List<Waiting> takeAll() {
    List<Waiting> all = new ArrayList<>();
    for (int place = 0; place < places.length(); place++) {
      List<Waiting> batch = places.getAndSet(place, null);
      if (batch != null) {
        all.addAll(batch);
      }
    }
    return all;
  }
}
