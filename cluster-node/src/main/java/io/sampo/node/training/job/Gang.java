package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Peer;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The workers that were started together, ready to train. Never leaves its JVM. */
record Gang(JobId job, List<Member> members) {

  /** One worker, where it runs and how to reach it. */
  record Member(
      NodeId node,
      ActorRef<DeviceProtocol.Command> device,
      ActorRef<WorkerProtocol.Command> reference,
      Peer peer) {
    Member {
      requireNonNull(node, "node is null");
      requireNonNull(device, "device is null");
      requireNonNull(reference, "reference is null");
      requireNonNull(peer, "peer is null");
    }

    WorkerIncarnation worker() {
      return peer.worker();
    }
  }

  Gang {
    requireNonNull(job, "job is null");
    members = List.copyOf(members);
  }

  Optional<Member> find(WorkerIncarnation worker) {
    return members.stream().filter(member -> member.worker().equals(worker)).findFirst();
  }

  List<Peer> peers() {
    return members.stream().map(Member::peer).toList();
  }

  /** The nodes of these workers, in that order; workers of other gangs are left out. */
  List<NodeId> nodes(List<WorkerIncarnation> workers) {
    return workers.stream().flatMap(worker -> find(worker).stream()).map(Member::node).toList();
  }

  void stop() {
    members.forEach(
        member -> member.device().tell(new WorkerProtocol.StopWorker(job, member.worker())));
  }
}
