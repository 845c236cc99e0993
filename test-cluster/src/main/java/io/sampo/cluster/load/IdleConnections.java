package io.sampo.cluster.load;

/** Connections with nothing under way; the one that was idle longest comes first. */
final class IdleConnections {

  private final Connection[] ring;
  private int first;
  private int size;

  IdleConnections(int capacity) {
    ring = new Connection[capacity];
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(Connection connection) {
    ring[(first + size) % ring.length] = connection;
    size++;
  }

  Connection take() {
    Connection taken = ring[first];
    ring[first] = null;
    first = (first + 1) % ring.length;
    size--;
    return taken;
  }

  /** One that leads elsewhere than to this target, or null if there is none. */
  Connection takeOther(int target) {
    for (int turn = size; turn > 0; turn--) {
      Connection next = take();
      if (next.target() != target) {
        return next;
      }
      add(next);
    }
    return null;
  }

  void remove(Connection connection) {
    for (int turn = size; turn > 0; turn--) {
      Connection next = take();
      if (next != connection) {
        add(next);
      }
    }
  }
}
