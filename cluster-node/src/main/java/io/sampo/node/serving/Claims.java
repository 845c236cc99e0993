package io.sampo.node.serving;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which replicas devices may take away while they are idle, and who was told so when. Belongs to
 * the model's owner; plain, time is always handed in.
 */
final class Claims {
  /** Devices take what nobody has claimed for a minute for an orphan. */
  private static final Duration CLAIM_EVERY = Duration.ofSeconds(15);

  private record Claim(Set<ReplicaId> spare, Instant at) {}

  private final Map<NodeId, Claim> claims = new HashMap<>();

  /** The claims that have to be made now, as sets of spare replicas; they count as made. */
  Map<NodeId, Set<ReplicaId>> due(Situation situation) {
    Map<NodeId, Set<ReplicaId>> held = held(situation);
    claims.keySet().retainAll(held.keySet());
    Map<NodeId, Set<ReplicaId>> due = new HashMap<>();
    held.forEach(
        (node, spare) -> {
          Claim last = claims.get(node);
          if (last == null
              || !last.spare().equals(spare)
              || !situation.now().isBefore(last.at().plus(CLAIM_EVERY))) {
            claims.put(node, new Claim(spare, situation.now()));
            due.put(node, spare);
          }
        });
    return due;
  }

  private static Map<NodeId, Set<ReplicaId>> held(Situation situation) {
    Map<NodeId, Set<ReplicaId>> held = new HashMap<>();
    for (KnownReplica known : situation.replicas()) {
      held.computeIfAbsent(known.node(), node -> new HashSet<>());
    }
    Census census = new Census(situation);
    int minimum = situation.state().deployment().scaling().minimumReplicas();
    for (VersionName version : situation.state().deployment().weights().keySet()) {
      List<KnownReplica> settled = census.of(version, census::isLastingAndReady);
      settled.stream()
          .sorted(Comparator.comparingLong(known -> known.id().incarnation()))
          .skip(minimum)
          .forEach(known -> held.get(known.node()).add(known.id()));
    }
    return held;
  }
}
