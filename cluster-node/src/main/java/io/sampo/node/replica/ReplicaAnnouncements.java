package io.sampo.node.replica;

import io.sampo.node.telemetry.ReplicaMeters;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol.Command;
import io.sampo.protocol.serving.ReplicaStatus;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * Says how a replica is: its phase to device, metrics and log, and to routers, through the
 * receptionist, that it can be asked. Runs in the thread of the replica.
 */
final class ReplicaAnnouncements {
  private final ActorContext<Command> context;
  private final ReplicaId id;
  private final NodeId node;
  private final ActorRef<ReplicaStatus> device;
  private final ReplicaMeters meters;

  /** Null until it is loaded. */
  private ArtifactHash artifact;

  ReplicaAnnouncements(
      ActorContext<Command> context,
      ReplicaId id,
      NodeId node,
      ActorRef<ReplicaStatus> device,
      ReplicaMeters meters) {
    this.context = context;
    this.id = id;
    this.node = node;
    this.device = device;
    this.meters = meters;
  }

  /**
   * The module is there.
   *
   * @param hash of the bytes that it was made of
   */
  void loaded(ArtifactHash hash) {
    artifact = hash;
  }

  void enter(ReplicaPhase phase, String trigger) {
    context.getLog().info("Replica [{}] is {}: {}", id, phase, trigger);
    meters.enter(phase);
    device.tell(new ReplicaStatus(id, node, phase, artifact, trigger, null));
  }

  /** The last word of a replica that ends in order. */
  void stopped(String trigger) {
    device.tell(new ReplicaStatus(id, node, ReplicaPhase.STOPPED, artifact, trigger, null));
  }

  /** The last word of one that does not. */
  void failed(String trigger, PlatformError error) {
    context.getLog().warn("Replica [{}] failed, it {}: {}", id, trigger, error.message());
    device.tell(new ReplicaStatus(id, node, ReplicaPhase.FAILED, artifact, trigger, error));
  }

  /** The device itself says so of all its replicas. */
  void abandoned() {
    meters.enter(ReplicaPhase.FAILED);
    leaveList();
  }

  void joinList() {
    receptionist()
        .tell(Receptionist.register(ServiceKeys.replicas(id.modelVersion()), context.getSelf()));
  }

  void leaveList() {
    receptionist()
        .tell(Receptionist.deregister(ServiceKeys.replicas(id.modelVersion()), context.getSelf()));
  }

  private ActorRef<Receptionist.Command> receptionist() {
    return context.getSystem().receptionist();
  }
}
