package io.sampo.node.device;

import io.sampo.node.replica.ModelReplica;
import io.sampo.node.replica.ReplicaHost;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ModelProtocol.ReplicaLoadReported;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Starts and stops the replicas of a device as its children, evicts those that may go for others,
 * and tells owners how it goes. Runs in the thread of the device; not thread-safe.
 */
final class ReplicaDesk {

  /** What the device is told by and about its replicas. */
  record Wiring(
      ReplicaHost host,
      ActorRef<ReplicaStatus> statuses,
      ActorRef<ReplicaLoad> loads,
      Function<ReplicaId, DeviceProtocol.Command> terminated) {}

  private final ActorContext<DeviceProtocol.Command> device;
  private final DeviceSettings settings;
  private final DeviceEnvironment environment;
  private final Wiring wiring;
  private final ReservationLedger ledger;
  private final HostedReplicas replicas = new HostedReplicas();
  private final PendingStarts pending;
  private final ReplicaAdmission admission;
  private final OrphanWatch orphans;
  private boolean abandoned;

  ReplicaDesk(
      ActorContext<DeviceProtocol.Command> device,
      DeviceSettings settings,
      DeviceEnvironment environment,
      Wiring wiring,
      ReservationLedger ledger) {
    this.device = device;
    this.settings = settings;
    this.environment = environment;
    this.wiring = wiring;
    this.ledger = ledger;
    this.pending = new PendingStarts(environment.node(), settings.eviction().mostPending());
    this.orphans = new OrphanWatch(settings.orphans());
    this.admission =
        new ReplicaAdmission(
            ledger, replicas, pending, new EvictionPolicy(settings.eviction().idleAfter()));
  }

  /**
   * @param closed why the device takes nothing new, if that is so
   * @return whether the replica waits for memory
   */
  boolean start(StartReplica start, Optional<PlatformError> closed) {
    ReplicaId id = start.replica();
    orphans.claimed(id.modelVersion().model());
    Optional<ReplicaStatus> held = replicas.status(id).or(() -> pending.status(id));
    if (held.isPresent()) {
      start.replyTo().tell(new ReplicaGranted(id, node()));
      tellOwner(held.get());
      return false;
    }
    if (closed.isPresent()) {
      start.replyTo().tell(new ReplicaRefused(id, node(), closed.get()));
      return false;
    }
    ReplicaAdmission.Verdict verdict = admission.decide(start, now());
    if (verdict instanceof ReplicaAdmission.Verdict.Refuse refused) {
      start.replyTo().tell(new ReplicaRefused(id, node(), refused.error()));
      return false;
    }
    start.replyTo().tell(new ReplicaGranted(id, node()));
    if (verdict instanceof ReplicaAdmission.Verdict.StartLater later) {
      pending.status(id).ifPresent(this::tellOwner);
      later.evicted().forEach(evicted -> evict(evicted, id));
      return true;
    }
    spawn(start);
    return false;
  }

  private void evict(ReplicaId evicted, ReplicaId successor) {
    device.getLog().info("Evicting replica [{}] for [{}]", evicted, successor);
    drain(
        evicted,
        new ModelReplica.Drain(settings.drainTimeout(), settings.eviction().linger(), "evicted"));
  }

  /**
   * Not supervised: a replica that breaks may have left its module in any state, so its owner gets
   * a new one.
   */
  private void spawn(StartReplica start) {
    ReplicaId id = start.replica();
    ActorRef<ReplicaProtocol.Command> replica =
        device.spawn(
            ModelReplica.create(
                id, start.specification(), wiring.host(), wiring.statuses(), wiring.loads()),
            "replica~" + id.toString().replace('/', '~'));
    device.watchWith(replica, wiring.terminated().apply(id));
    replicas.add(
        replica,
        new ReplicaStatus(id, node(), ReplicaPhase.LOADING, "start was granted", null),
        now());
  }

  void stop(StopReplica stop) {
    ReplicaId id = stop.replica();
    if (pending.remove(id).isPresent()) {
      ledger.release(id);
      tellOwner(stopped(id, "was told to stop before it began"));
      startPending();
      return;
    }
    if (replicas.find(id).isEmpty()) {
      tellOwner(stopped(id, "is not held here"));
      return;
    }
    drain(id, ordinaryDrain(stop.drainTimeout(), "was told to stop"));
  }

  private void drain(ReplicaId id, ModelReplica.Drain drain) {
    replicas.find(id).ifPresent(replica -> replica.tell(drain));
  }

  private ModelReplica.Drain ordinaryDrain(Duration timeout, String trigger) {
    return new ModelReplica.Drain(timeout, environment.replicaSettings().linger(), trigger);
  }

  void drainAll() {
    replicas.forEach(
        replica -> replica.tell(ordinaryDrain(settings.drainTimeout(), "the device drains")));
  }

  /** What still waits for memory gets none. */
  void dropPending(String trigger) {
    for (ReplicaId id : pending.clear()) {
      ledger.release(id);
      tellOwner(stopped(id, trigger));
    }
  }

  /**
   * The device is stuck. Those that serve have failed, as has the culprit, whatever it was about to
   * do; others that load are told nothing, as they have come to no end and will end with the node.
   */
  void abandonAll(ReplicaId culprit, PlatformError error) {
    abandoned = true;
    dropPending("the device is stuck");
    replicas.forEach(replica -> replica.tell(new ModelReplica.Abandon(error)));
    for (ReplicaStatus status : replicas.statuses()) {
      boolean serves = status.phase().compareTo(ReplicaPhase.READY) >= 0;
      if (serves || status.replica().equals(culprit)) {
        ReplicaStatus failed = status.with(ReplicaPhase.FAILED, "its device is stuck", error);
        replicas.update(failed, now());
        tellOwner(failed);
      }
    }
  }

  void failPending(ReplicaId id) {
    if (pending.remove(id).isEmpty()) {
      return;
    }
    ledger.release(id);
    PlatformError error =
        new PlatformError(
            ErrorCode.DEVICE_FULL,
            "Expected evicted replicas of [%s] to give back their memory within %s, but they did not"
                .formatted(node(), settings.eviction().startTimeout()));
    tellOwner(
        new ReplicaStatus(id, node(), ReplicaPhase.FAILED, "waited too long for memory", error));
    startPending();
  }

  HeldReplicas describe(ModelName model) {
    orphans.claimed(model);
    List<ReplicaStatus> held = new ArrayList<>(replicas.of(model));
    held.addAll(pending.of(model));
    return new HeldReplicas(node(), held);
  }

  HeldReplicas claim(ModelName model, Set<ReplicaId> spare) {
    replicas.claim(model, spare);
    return describe(model);
  }

  void reported(ReplicaStatus status) {
    if (abandoned) {
      return; // It was under way when the last word on all of them was said.
    }
    replicas.update(status, now());
    if (!HostedReplicas.isLastWord(status)) {
      tellOwner(status);
    }
  }

  /** Used for the order of eviction, and passed on. */
  void loaded(ReplicaLoad load) {
    replicas.used(load.replica(), now().minus(load.idle()));
    environment
        .owners()
        .of(load.replica().modelVersion().model())
        .tell(new ReplicaLoadReported(load));
  }

  /** The last word is passed on only now, when the reservation is free for the next one. */
  void gone(ReplicaId id) {
    ledger.release(id);
    replicas.remove(id).ifPresent(this::tellOwner);
    startPending();
  }

  /** Memory has become free. */
  void startPending() {
    admission.takeReady().forEach(this::spawn);
  }

  /** Time has passed without a claim of these owners. */
  void checkOrphans(Duration elapsed) {
    OrphanWatch.Found found =
        orphans.tick(elapsed, replicas.models(), environment.owners().areReachable());
    found.reminded().forEach(model -> replicas.of(model).forEach(this::tellOwner));
    found.orphaned().forEach(this::drainOrphans);
  }

  private void drainOrphans(ModelName model) {
    device.getLog().warn("Draining the replicas of [{}], which nobody claims", model);
    for (ReplicaStatus status : replicas.of(model)) {
      drain(status.replica(), ordinaryDrain(settings.drainTimeout(), "nobody claims it"));
    }
  }

  List<EvictionPolicy.Candidate> evictable() {
    return admission.evictable(now());
  }

  int size() {
    return replicas.size();
  }

  boolean isEmpty() {
    return replicas.isEmpty();
  }

  private ReplicaStatus stopped(ReplicaId id, String trigger) {
    return new ReplicaStatus(id, node(), ReplicaPhase.STOPPED, trigger, null);
  }

  private void tellOwner(ReplicaStatus status) {
    environment
        .owners()
        .of(status.replica().modelVersion().model())
        .tell(new ReplicaChanged(status));
  }

  private NodeId node() {
    return environment.node();
  }

  private Instant now() {
    return environment.clock().instant();
  }
}
