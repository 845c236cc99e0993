package io.sampo.http.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides from the times of beats which nodes are suspect, and shows it in the {@link PulseTable}.
 * Time in which this process itself stood still (garbage collection, SIGSTOP) is not held against
 * others: it is seen by a tick that comes late. Not thread-safe; times are nanoseconds.
 */
final class PulseWatch {

  private static final class Heard {
    private final Pulse pulse;
    private long at;
    private boolean ever;

    Heard(Pulse pulse) {
      this.pulse = pulse;
    }
  }

  private final PulseTable table;
  private final long patience;
  private final long tick;
  private final long tolerance;
  private final Map<String, Heard> nodes = new HashMap<>();
  private long tickedAt;

  PulseWatch(PulseTable table, PulseSettings settings, long now) {
    this.table = table;
    this.patience = settings.patience().toNanos();
    this.tick = settings.tick().toNanos();
    this.tolerance = settings.interval().toNanos();
    this.tickedAt = now;
  }

  /** Takes over which nodes there are. A new one is believed until its beats stop. */
  void follow(Set<String> listed, long now) {
    List<String> gone = nodes.keySet().stream().filter(node -> !listed.contains(node)).toList();
    for (String node : gone) {
      nodes.remove(node);
      table.remove(node, now);
    }
    listed.forEach(node -> nodes.computeIfAbsent(node, added -> new Heard(table.of(added))));
  }

  /** A beat has come; true if the node was suspect until now. */
  boolean felt(String node, long now) {
    Heard heard = nodes.get(node);
    if (heard == null) {
      return false;
    }
    heard.at = now;
    heard.ever = true;
    boolean recovered = heard.pulse.isSuspect();
    heard.pulse.recover();
    return recovered;
  }

  /** To be called at every tick; gives the nodes that have become suspect. */
  List<String> tick(long now) {
    long late = now - tickedAt - tick;
    tickedAt = now;
    List<String> suspects = new ArrayList<>();
    for (Map.Entry<String, Heard> node : nodes.entrySet()) {
      Heard heard = node.getValue();
      if (late > tolerance) {
        heard.at = Math.min(now, heard.at + late);
      }
      if (heard.ever && !heard.pulse.isSuspect() && now - heard.at > patience) {
        heard.pulse.suspect(now);
        suspects.add(node.getKey());
      }
    }
    return suspects;
  }
}
