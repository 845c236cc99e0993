package io.sampo.node.training.job;

import io.sampo.node.placement.Devices;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Peer;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerReady;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The workers that are being started, asked for one after the other. Not thread-safe. */
final class StartingGang {
  private final List<NodeId> nodes;
  private final GangClaim claim;
  private final Map<WorkerIncarnation, Devices.Listed> asked = new LinkedHashMap<>();
  private final Map<WorkerIncarnation, ActorRef<WorkerProtocol.Command>> granted = new HashMap<>();
  private final Map<WorkerIncarnation, WorkerReady> ready = new HashMap<>();
  private JobId job;

  /**
   * @param nodes in rank order
   */
  StartingGang(List<NodeId> nodes) {
    this.nodes = List.copyOf(nodes);
    this.claim = new GangClaim(nodes);
  }

  int size() {
    return nodes.size();
  }

  /** The node to ask next; empty if all have been asked. */
  Optional<NodeId> next() {
    return claim.next();
  }

  void asked(JobId id, WorkerIncarnation worker, Devices.Listed device) {
    job = id;
    asked.put(worker, device);
  }

  boolean isAsked(WorkerIncarnation worker) {
    return asked.containsKey(worker);
  }

  /** Returns whether that is news. */
  boolean granted(WorkerGranted grant) {
    return granted.put(grant.worker(), grant.reference()) == null;
  }

  boolean isGranted() {
    return granted.size() == size();
  }

  void ready(WorkerReady worker) {
    ready.put(worker.worker(), worker);
  }

  boolean isReady() {
    return isGranted() && ready.size() == size();
  }

  /** The gang belongs to somebody else from now on: nothing here stops it any more. */
  Gang handOver() {
    List<Gang.Member> members = new ArrayList<>();
    asked.forEach(
        (worker, device) -> {
          WorkerReady facts = ready.get(worker);
          members.add(
              new Gang.Member(
                  device.node(),
                  device.device(),
                  granted.get(worker),
                  new Peer(worker, facts.dataPlaneHost(), facts.dataPlanePort())));
        });
    asked.clear();
    members.sort(Comparator.comparing(member -> nodes.indexOf(member.node())));
    return new Gang(job, members);
  }

  /** Also those that have not answered: their grant may be on its way. */
  void stop() {
    asked.forEach(
        (worker, device) -> device.device().tell(new WorkerProtocol.StopWorker(job, worker)));
  }

  void unwatch(ActorContext<?> context) {
    granted.values().forEach(context::unwatch);
  }

  /** Who has not done what it should, for people. */
  String describeMissing() {
    List<String> nodes = new ArrayList<>();
    asked.forEach(
        (worker, device) -> {
          boolean isThere = isGranted() ? ready.containsKey(worker) : granted.containsKey(worker);
          if (!isThere) {
            nodes.add(device.node().address());
          }
        });
    return "Expected every worker to be %s in time, but these nodes are not there: %s"
        .formatted(isGranted() ? "loaded" : "granted", nodes);
  }
}
