package io.sampo.node.device;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** The replicas that live on a device and the last word of each. Not thread-safe. */
final class HostedReplicas {
  private record Hosted(ActorRef<ReplicaProtocol.Command> replica, ReplicaStatus status) {}

  private final Map<ReplicaId, Hosted> hosted = new LinkedHashMap<>();

  void add(ActorRef<ReplicaProtocol.Command> replica, ReplicaStatus status) {
    hosted.put(status.replica(), new Hosted(replica, status));
  }

  void update(ReplicaStatus status) {
    hosted.computeIfPresent(status.replica(), (id, known) -> new Hosted(known.replica(), status));
  }

  /** Forgets a replica that has ended; gives its last word, whether it said it or not. */
  Optional<ReplicaStatus> remove(ReplicaId id) {
    return Optional.ofNullable(hosted.remove(id)).map(Hosted::status).map(HostedReplicas::lastWord);
  }

  private static ReplicaStatus lastWord(ReplicaStatus status) {
    if (isLastWord(status)) {
      return status;
    }
    return new ReplicaStatus(
        status.replica(),
        status.node(),
        ReplicaPhase.FAILED,
        "broke",
        new PlatformError(
            ErrorCode.INTERNAL,
            "Expected replica [%s] to end in order, but it broke while %s"
                .formatted(status.replica(), status.phase())));
  }

  Optional<ReplicaStatus> status(ReplicaId id) {
    return Optional.ofNullable(hosted.get(id)).map(Hosted::status);
  }

  Optional<ActorRef<ReplicaProtocol.Command>> find(ReplicaId id) {
    return Optional.ofNullable(hosted.get(id)).map(Hosted::replica);
  }

  List<ReplicaStatus> of(ModelName model) {
    return hosted.values().stream()
        .map(Hosted::status)
        .filter(status -> status.replica().modelVersion().model().equals(model))
        .toList();
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
