package io.sampo.node.device;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Replicas that were granted and wait until evicted ones have given back their memory; the first
 * that came is the first that starts. Bounded; the device sets the deadline. Not thread-safe.
 */
final class PendingStarts {
  private final NodeId node;
  private final int limit;
  private final Map<ReplicaId, StartReplica> starts = new LinkedHashMap<>();

  PendingStarts(NodeId node, int limit) {
    this.node = node;
    this.limit = limit;
  }

  /** Says why no more may wait, if that is so. */
  Optional<PlatformError> refusal() {
    if (starts.size() < limit) {
      return Optional.empty();
    }
    return Optional.of(
        new PlatformError(
            ErrorCode.DEVICE_FULL,
            "Expected fewer than %d replicas that wait for memory of [%s], but all those wait"
                .formatted(limit, node)));
  }

  void add(StartReplica start) {
    starts.put(start.replica(), start);
  }

  /** Forgets one that need not wait any more. */
  Optional<StartReplica> remove(ReplicaId id) {
    return Optional.ofNullable(starts.remove(id));
  }

  /**
   * Takes off those that can start, in order, up to the first that cannot: a small one that
   * overtakes could keep a big one waiting for ever.
   */
  List<StartReplica> take(Predicate<ReplicaId> canStart) {
    List<StartReplica> ready = new ArrayList<>();
    for (StartReplica start : List.copyOf(starts.values())) {
      if (!canStart.test(start.replica())) {
        break;
      }
      starts.remove(start.replica());
      ready.add(start);
    }
    return ready;
  }

  /** Forgets all. */
  List<ReplicaId> clear() {
    List<ReplicaId> all = List.copyOf(starts.keySet());
    starts.clear();
    return all;
  }

  Optional<ReplicaStatus> status(ReplicaId id) {
    return Optional.ofNullable(starts.get(id)).map(start -> status(start));
  }

  List<ReplicaStatus> of(ModelName model) {
    return starts.values().stream()
        .filter(start -> start.replica().modelVersion().model().equals(model))
        .map(this::status)
        .toList();
  }

  private ReplicaStatus status(StartReplica start) {
    return new ReplicaStatus(
        start.replica(), node, ReplicaPhase.LOADING, "waits for memory of evicted replicas", null);
  }
}
