package io.sampo.node.training.job;

import io.sampo.protocol.id.NodeId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/**
 * The order in which a gang asks its nodes for room: one after the other, by address, whatever
 * their ranks. A gang that is refused gives back everything. So of all gangs that want the same
 * nodes, the one that was granted the last of them in this order is refused by none of the others:
 * two gangs can neither wait for each other nor turn each other away again and again (ordered
 * resource acquisition). Not thread-safe.
 */
final class GangClaim {
  private static final Comparator<NodeId> ORDER =
      Comparator.comparing(NodeId::address).thenComparing(NodeId::incarnation);

  private final Deque<NodeId> unasked;

  GangClaim(Collection<NodeId> nodes) {
    this.unasked = new ArrayDeque<>(nodes.stream().sorted(ORDER).toList());
  }

  /** The node to ask now that all before it have granted; empty if there is none left. */
  Optional<NodeId> next() {
    return Optional.ofNullable(unasked.poll());
  }
}
