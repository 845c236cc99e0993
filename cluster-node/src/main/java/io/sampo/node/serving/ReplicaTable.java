package io.sampo.node.serving;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The replicas of one model on nodes that can be reached. Belongs to the model's owner; knows no
 * actors.
 */
final class ReplicaTable {
  private final Map<ReplicaId, KnownReplica> replicas = new LinkedHashMap<>();

  List<KnownReplica> all() {
    return List.copyOf(replicas.values());
  }

  Optional<KnownReplica> find(ReplicaId id) {
    return Optional.ofNullable(replicas.get(id));
  }

  boolean isEmpty() {
    return replicas.isEmpty();
  }

  /** The device was asked to start it. */
  void requested(ReplicaId id, ReplicaPlanner.Start order, Instant now) {
    ReplicaStatus status =
        new ReplicaStatus(id, order.node(), ReplicaPhase.LOADING, "was asked of the device", null);
    replicas.put(id, new KnownReplica(status, order, false, false, now));
  }

  void granted(ReplicaId id) {
    replicas.computeIfPresent(id, (key, known) -> known.with(known.status()));
  }

  void remove(ReplicaId id) {
    replicas.remove(id);
  }

  void stopping(ReplicaId id, Instant now) {
    replicas.computeIfPresent(id, (key, known) -> known.ordered(true, now));
  }

  /**
   * What a device reports; an unknown replica is adopted, one that has ended is forgotten.
   *
   * @return whether it was adopted alive
   */
  boolean changed(ReplicaStatus status, Instant now) {
    ReplicaId id = status.replica();
    if (status.phase() == ReplicaPhase.STOPPED || status.phase() == ReplicaPhase.FAILED) {
      replicas.remove(id);
      return false;
    }
    boolean unknown = !replicas.containsKey(id);
    boolean draining = status.phase() == ReplicaPhase.DRAINING;
    replicas.merge(
        id,
        new KnownReplica(status, null, true, draining, now),
        (known, found) -> known.with(status).ordered(known.stopping() || draining, known.since()));
    return unknown && !draining;
  }

  /**
   * All that a device holds of this model.
   *
   * @param inTransit orders younger than this may have crossed with the answer
   * @return those that were adopted alive
   */
  List<ReplicaId> held(HeldReplicas held, Instant now, Duration inTransit) {
    Set<ReplicaId> ids =
        held.replicas().stream().map(ReplicaStatus::replica).collect(Collectors.toSet());
    replicas
        .values()
        .removeIf(
            known ->
                known.node().equals(held.node())
                    && !ids.contains(known.id())
                    && !known.since().isAfter(now.minus(inTransit)));
    return held.replicas().stream()
        .filter(status -> changed(status, now))
        .map(ReplicaStatus::replica)
        .toList();
  }

  /** Forgets what is on nodes that cannot be reached: a replacement must not wait for them. */
  void retainNodes(Set<NodeId> reachable) {
    replicas.values().removeIf(known -> !reachable.contains(known.node()));
  }

  /** Starts that were not answered in time. */
  List<KnownReplica> unanswered(Instant orderedBefore) {
    return replicas.values().stream()
        .filter(known -> !known.granted() && !known.stopping())
        .filter(known -> known.since().isBefore(orderedBefore))
        .toList();
  }

  /** Stops that have taken long, so that the order may have been lost. */
  List<KnownReplica> slowStops(Instant orderedBefore) {
    return replicas.values().stream()
        .filter(KnownReplica::stopping)
        .filter(known -> known.since().isBefore(orderedBefore))
        .toList();
  }

  /** Whether some replica is on its way to somewhere, so that its orders have to be followed up. */
  boolean isUnsettled() {
    return replicas.values().stream().anyMatch(known -> !known.isReady());
  }
}
