package io.sampo.node.serving;

import io.sampo.node.placement.DeviceView;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.DeviceProtocol.ClaimReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionSpecification;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders that a model's owner gives to devices. A start goes through the journal before its
 * node is asked, see {@link LoadAttempts}. Belongs to the model's owner and runs in its thread;
 * time is always handed in.
 */
final class ReplicaOrders {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaOrders.class);

  private final ModelName model;
  private final ModelSettings settings;
  private final ReplicaTable table;
  private final DeviceInquiries inquiries;
  private final DeviceView view;
  private final ActorRef<StartReplicaReply> startReplies;
  private final ActorRef<HeldReplicas> heldReplies;
  private final LoadAttempts loads = new LoadAttempts();
  private final Claims claims = new Claims();

  /** Their loads are open, and their devices are stuck. */
  private final Set<ReplicaId> stuck = new HashSet<>();

  private long lastIncarnation;

  ReplicaOrders(
      ModelName model,
      ModelSettings settings,
      ReplicaTable table,
      DeviceInquiries inquiries,
      DeviceView view,
      ActorRef<StartReplicaReply> startReplies,
      ActorRef<HeldReplicas> heldReplies) {
    this.model = model;
    this.settings = settings;
    this.table = table;
    this.inquiries = inquiries;
    this.view = view;
    this.startReplies = startReplies;
    this.heldReplies = heldReplies;
  }

  /** A replica of a predecessor: new ones are told from it. */
  void found(ReplicaId replica) {
    lastIncarnation = Math.max(lastIncarnation, replica.incarnation());
  }

  /** All replicas so far are of this incarnation or an older one, all later ones are younger. */
  long newestIncarnation(Instant now) {
    lastIncarnation = Math.max(lastIncarnation, now.toEpochMilli());
    return lastIncarnation;
  }

  /** Its node is asked later, by {@link #askNodes}. */
  void start(ReplicaPlanner.Start start, ModelState state, Instant now) {
    VersionSpecification version =
        ModelRules.find(state, start.version()).orElseThrow().specification();
    lastIncarnation = Math.max(lastIncarnation + 1, now.toEpochMilli());
    ReplicaId id = new ReplicaId(new ModelVersion(model, start.version()), lastIncarnation);
    table.requested(id, start, now);
    loads.begin(new LoadAttempt(id, version.artifact(), start.node(), now));
  }

  /** A load that makes its device stuck has killed its node, however that leaves the cluster. */
  void failed(ReplicaStatus status) {
    if (status.failure().code() == ErrorCode.DEVICE_STUCK) {
      stuck.add(status.replica());
    }
  }

  /** What the journal is to be told of loads that are about to begin, and of those that ended. */
  List<ModelEvent> loadNews(ModelState journalled, Instant now) {
    List<ModelEvent> news = loads.news(journalled, this::outcome, now);
    stuck.removeIf(
        id -> journalled.openLoads().stream().noneMatch(load -> load.replica().equals(id)));
    return news;
  }

  private Optional<ModelEvent> outcome(LoadAttempt attempt) {
    ModelEvent ended = new ModelEvent.LoadEnded(attempt.replica());
    if (stuck.contains(attempt.replica())) {
      return Optional.of(killed(attempt));
    }
    Optional<KnownReplica> known = table.find(attempt.replica());
    if (known.isPresent()) {
      boolean loaded = known.get().status().phase().compareTo(ReplicaPhase.READY) >= 0;
      return loaded ? Optional.of(ended) : Optional.empty();
    }
    return switch (view.fate(attempt.node())) {
      case MEMBER -> inquiries.hasAnswered(attempt.node()) ? Optional.of(ended) : Optional.empty();
      case LEFT -> Optional.of(ended);
      case LOST -> Optional.of(killed(attempt));
    };
  }

  private static ModelEvent killed(LoadAttempt attempt) {
    return new ModelEvent.LoadKilledNode(
        attempt.replica(), new NodeDeath(attempt.artifact(), attempt.node(), attempt.at()));
  }

  /** Asks the nodes whose loads are journalled, or need not be. */
  void askNodes(ModelState journalled, boolean journalLost, Instant now) {
    for (LoadAttempt attempt : loads.release(journalled, journalLost, now)) {
      Optional<KnownReplica> known = table.find(attempt.replica());
      known.ifPresent(replica -> ask(replica, journalled));
    }
  }

  private void ask(KnownReplica replica, ModelState state) {
    VersionSpecification version =
        ModelRules.find(state, replica.version()).orElseThrow().specification();
    ReplicaSpecification specification =
        new ReplicaSpecification(
            version.artifact(),
            version.signature(),
            version.artifactBytes() + settings.reservationOverhead(),
            state.deployment().batching());
    LOG.info("Asking [{}] to start replica [{}]", replica.node(), replica.id());
    inquiries
        .device(replica.node())
        .ifPresent(
            device ->
                device.tell(
                    new StartReplica(
                        replica.id(), specification, replica.mayEvict(), startReplies)));
  }

  void stop(ReplicaId id, String reason, Instant now) {
    if (loads.isWaiting(id)) {
      loads.withdraw(id, now);
      table.remove(id);
      return;
    }
    LOG.info("Stopping replica [{}] because {}", id, reason);
    table
        .find(id)
        .flatMap(known -> inquiries.device(known.node()))
        .ifPresent(device -> device.tell(new StopReplica(id, settings.drainTimeout())));
    table.stopping(id, now);
  }

  /** Tells devices what they may take away, where that is news or was told long ago. */
  void claim(Situation situation) {
    claims
        .due(situation)
        .forEach(
            (node, spare) ->
                inquiries
                    .device(node)
                    .ifPresent(
                        device -> device.tell(new ClaimReplicas(model, spare, heldReplies))));
  }

  /** What was not asked yet of nodes that are out of reach now is not asked at all. */
  void withdrawOutOfReach(Instant now) {
    table.all().stream()
        .filter(known -> !inquiries.isInReach(known.node()))
        .forEach(known -> loads.withdraw(known.id(), now));
  }

  boolean areOpen(ModelState journalled) {
    return loads.isUnsettled(journalled);
  }
}
