package io.sampo.http.routing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.Address;

/**
 * The pulses of all nodes, by {@code host:port}. A node that was never heard counts as well: it may
 * only just have been listed. Thread-safe.
 */
final class PulseTable {

  private final ConcurrentMap<String, Pulse> pulses = new ConcurrentHashMap<>();

  /** A node's key, as {@code NodeId.address()} writes it. */
  static String node(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  Pulse of(String node) {
    return pulses.computeIfAbsent(node, unknown -> new Pulse());
  }

  /** Forgets a node that has gone; who still holds its pulse sees it suspect for good. */
  void remove(String node, long now) {
    Pulse gone = pulses.remove(node);
    if (gone != null) {
      gone.suspect(now);
    }
  }
}
