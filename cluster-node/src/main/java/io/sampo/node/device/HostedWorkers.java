package io.sampo.node.device;

import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.WorkerProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The training workers that live on a device. Not thread-safe. */
final class HostedWorkers {
  private final Map<WorkerIncarnation, ActorRef<WorkerProtocol.Command>> hosted =
      new LinkedHashMap<>();

  void add(WorkerIncarnation incarnation, ActorRef<WorkerProtocol.Command> worker) {
    hosted.put(incarnation, worker);
  }

  void remove(WorkerIncarnation incarnation) {
    hosted.remove(incarnation);
  }

  Optional<ActorRef<WorkerProtocol.Command>> find(WorkerIncarnation incarnation) {
    return Optional.ofNullable(hosted.get(incarnation));
  }

  List<ActorRef<WorkerProtocol.Command>> all() {
    return List.copyOf(hosted.values());
  }

  int size() {
    return hosted.size();
  }
}
