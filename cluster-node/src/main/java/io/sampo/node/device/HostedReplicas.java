package io.sampo.node.device;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/** The replicas that live on a device and the last word of each. Not thread-safe. */
final class HostedReplicas {
  private final Map<ReplicaId, HostedReplica> hosted = new LinkedHashMap<>();

  void add(ActorRef<ReplicaProtocol.Command> replica, ReplicaStatus status, Instant now) {
    hosted.put(status.replica(), new HostedReplica(replica, status, false, now));
  }

  void update(ReplicaStatus status, Instant now) {
    hosted.computeIfPresent(status.replica(), (id, known) -> known.withStatus(status, now));
  }

  /** A request last came or was answered then. */
  void used(ReplicaId id, Instant time) {
    hosted.computeIfPresent(id, (same, known) -> known.usedAt(time));
  }

  /** Which replicas of the model its owner can spare; those it does not name it needs. */
  void claim(ModelName model, Set<ReplicaId> spare) {
    hosted.replaceAll(
        (id, known) -> known.model().equals(model) ? known.withSpare(spare.contains(id)) : known);
  }

  /** Forgets a replica that has ended; gives its last word, whether it said it or not. */
  Optional<ReplicaStatus> remove(ReplicaId id) {
    return Optional.ofNullable(hosted.remove(id))
        .map(HostedReplica::status)
        .map(HostedReplicas::lastWord);
  }

  private static ReplicaStatus lastWord(ReplicaStatus status) {
    if (isLastWord(status)) {
      return status;
    }
    return status.with(
        ReplicaPhase.FAILED,
        "broke",
        new PlatformError(
            ErrorCode.INTERNAL,
            "Expected replica [%s] to end in order, but it broke while %s"
                .formatted(status.replica(), status.phase())));
  }

  Optional<ReplicaStatus> status(ReplicaId id) {
    return Optional.ofNullable(hosted.get(id)).map(HostedReplica::status);
  }

  Optional<ActorRef<ReplicaProtocol.Command>> find(ReplicaId id) {
    return Optional.ofNullable(hosted.get(id)).map(HostedReplica::replica);
  }

  List<ReplicaStatus> of(ModelName model) {
    return hosted.values().stream()
        .filter(known -> known.model().equals(model))
        .map(HostedReplica::status)
        .toList();
  }

  Set<ModelName> models() {
    return hosted.values().stream().map(HostedReplica::model).collect(Collectors.toSet());
  }

  /** Those that may go when they are idle. */
  List<HostedReplica> evictable() {
    return hosted.values().stream().filter(HostedReplica::isEvictable).toList();
  }

  List<ReplicaStatus> statuses() {
    return hosted.values().stream().map(HostedReplica::status).toList();
  }

  void forEach(Consumer<ActorRef<ReplicaProtocol.Command>> action) {
    hosted.values().forEach(each -> action.accept(each.replica()));
  }

  int size() {
    return hosted.size();
  }

  boolean isEmpty() {
    return hosted.isEmpty();
  }

  static boolean isLastWord(ReplicaStatus status) {
    return status.phase() == ReplicaPhase.STOPPED || status.phase() == ReplicaPhase.FAILED;
  }
}
