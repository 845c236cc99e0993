package io.sampo.node.serving;

import io.sampo.node.placement.Devices;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the {@link ReplicaPlanner} decides: asks devices, follows up what they do not
 * answer, adopts what they hold already. Belongs to one model entity and runs in its thread; time
 * is always handed in.
 */
final class ReplicaOwner {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaOwner.class);

  /** Far above any deployment; a planner that never ends would be a defect. */
  private static final int MOST_DECISIONS = 10_000;

  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(10);

  /** What was asked of one device since it came into reach. */
  private record Inquiry(Devices.Listed device, Instant asked, boolean answered) {}

  private final ModelName model;
  private final ModelSettings settings;
  private final ActorRef<StartReplicaReply> startReplies;
  private final ActorRef<HeldReplicas> heldReplies;
  private final ReplicaTable table = new ReplicaTable();
  private final Setbacks setbacks;
  private final Map<NodeId, Inquiry> inquiries = new HashMap<>();
  private final Set<VersionName> served = new HashSet<>();
  private final Instant adoptUntil;
  private boolean adopted;
  private long lastIncarnation;
  private List<String> reasons = List.of();

  ReplicaOwner(
      ModelName model,
      ModelSettings settings,
      ActorRef<StartReplicaReply> startReplies,
      ActorRef<HeldReplicas> heldReplies,
      Instant now) {
    this.model = model;
    this.settings = settings;
    this.startReplies = startReplies;
    this.heldReplies = heldReplies;
    this.setbacks = new Setbacks(settings.backoff(), settings.refusalHold());
    this.adoptUntil = now.plus(settings.adoptionTimeout());
  }

  /** The devices in reach have changed: newcomers are asked what they hold. */
  void onDevices(Devices devices, Instant now) {
    Map<NodeId, Inquiry> known = Map.copyOf(inquiries);
    inquiries.clear();
    for (Devices.Listed device : devices.listed()) {
      Inquiry before = known.get(device.node());
      if (before != null && before.device().device().equals(device.device())) {
        inquiries.put(device.node(), new Inquiry(device, before.asked(), before.answered()));
      } else {
        inquire(device, now);
      }
    }
    table.retainNodes(inquiries.keySet());
  }

  private void inquire(Devices.Listed device, Instant now) {
    inquiries.put(device.node(), new Inquiry(device, now, false));
    device.device().tell(new DescribeReplicas(model, heldReplies));
  }

  void onHeld(HeldReplicas held, Instant now) {
    Inquiry inquiry = inquiries.get(held.node());
    if (inquiry == null) {
      return;
    }
    inquiries.put(held.node(), new Inquiry(inquiry.device(), inquiry.asked(), true));
    table.held(held, now, settings.startTimeout());
    for (ReplicaStatus status : held.replicas()) {
      lastIncarnation = Math.max(lastIncarnation, status.replica().incarnation());
      if (status.phase() == ReplicaPhase.READY) {
        served.add(status.replica().modelVersion().version());
      }
    }
  }

  void onChanged(ReplicaStatus status, Instant now) {
    if (!inquiries.containsKey(status.node())) {
      return; // Out of reach; it is asked when it is back.
    }
    VersionName version = status.replica().modelVersion().version();
    boolean ordered = table.find(status.replica()).filter(KnownReplica::stopping).isPresent();
    table.changed(status, now);
    if (status.phase() == ReplicaPhase.READY) {
      setbacks.succeeded(version);
    } else if (status.phase() == ReplicaPhase.FAILED && !ordered) {
      setbacks.failed(status, now);
    }
  }

  void onStartReply(StartReplicaReply reply, Instant now) {
    if (reply instanceof ReplicaRefused refused) {
      LOG.info("Replica [{}] was refused: {}", refused.replica(), refused.error().message());
      table.remove(refused.replica());
      setbacks.refused(
          refused.replica().modelVersion().version(),
          refused.node(),
          refused.error().message(),
          now);
      return;
    }
    table.granted(reply.replica());
  }

  /** Follows up everything that should have been answered by now. */
  void onTick(Instant now) {
    for (KnownReplica silent : table.unanswered(now.minus(settings.startTimeout()))) {
      setbacks.refused(
          silent.version(),
          silent.node(),
          "Expected an answer of [%s] within %s, but there was none"
              .formatted(silent.node(), settings.startTimeout()),
          now);
      stop(silent.id(), "its start was not answered", now);
    }
    Duration slow = settings.drainTimeout().plus(settings.startTimeout());
    table
        .slowStops(now.minus(slow))
        .forEach(known -> stop(known.id(), "it should have stopped", now));
    for (Inquiry inquiry : List.copyOf(inquiries.values())) {
      if (isDue(inquiry, now)) {
        inquire(inquiry, now);
      }
    }
  }

  private boolean isDue(Inquiry inquiry, Instant now) {
    if (!inquiry.answered()) {
      return !now.isBefore(inquiry.asked().plus(ASK_AGAIN_AFTER));
    }
    boolean unsettled =
        table.all().stream()
            .anyMatch(known -> !known.isReady() && known.node().equals(inquiry.device().node()));
    return unsettled && !now.isBefore(inquiry.asked().plus(VERIFY_AFTER));
  }

  private void inquire(Inquiry inquiry, Instant now) {
    inquiries.put(inquiry.device().node(), new Inquiry(inquiry.device(), now, inquiry.answered()));
    inquiry.device().device().tell(new DescribeReplicas(model, heldReplies));
  }

  /** Takes every step that can be taken now. */
  void reconcile(ModelState state, Instant now) {
    if (!mayDecide(now)) {
      return;
    }
    served.addAll(state.deployment().weights().keySet());
    Set<VersionName> versions =
        state.versions().stream()
            .map(version -> version.specification().name())
            .collect(Collectors.toSet());
    served.retainAll(versions);
    setbacks.retainVersions(versions);
    for (int i = 0; i < MOST_DECISIONS; i++) {
      Optional<ReplicaPlanner.Decision> decision = planner(state, now).next();
      if (decision.isEmpty()) {
        reasons = planner(state, now).reasons();
        return;
      }
      carryOut(decision.get(), state, now);
    }
    throw new IllegalStateException("Expected planning of [" + model + "] to end");
  }

  private ReplicaPlanner planner(ModelState state, Instant now) {
    List<DeviceReport> reports =
        inquiries.values().stream()
            .filter(Inquiry::answered)
            .map(inquiry -> inquiry.device().report())
            .toList();
    Situation situation = new Situation(model, state, table.all(), served, reports, setbacks, now);
    return new ReplicaPlanner(situation, settings.reservationOverhead());
  }

  /** An owner that starts replicas before it knows which exist would have them twice. */
  private boolean mayDecide(Instant now) {
    boolean allAnswered =
        !inquiries.isEmpty() && inquiries.values().stream().allMatch(Inquiry::answered);
    adopted = adopted || allAnswered || !now.isBefore(adoptUntil);
    return adopted;
  }

  private void carryOut(ReplicaPlanner.Decision decision, ModelState state, Instant now) {
    if (decision instanceof ReplicaPlanner.Start start) {
      start(start, ModelRules.find(state, start.version()).orElseThrow(), state, now);
    } else if (decision instanceof ReplicaPlanner.Stop stop) {
      stop(stop.replica(), stop.reason(), now);
    }
  }

  private void start(
      ReplicaPlanner.Start start, VersionSummary version, ModelState state, Instant now) {
    lastIncarnation = Math.max(lastIncarnation + 1, now.toEpochMilli());
    ReplicaId id = new ReplicaId(new ModelVersion(model, start.version()), lastIncarnation);
    ReplicaSpecification specification =
        new ReplicaSpecification(
            version.specification().artifact(),
            version.specification().signature(),
            ReplicaPlanner.bytes(version, settings.reservationOverhead()),
            state.deployment().batching());
    LOG.info("Asking [{}] to start replica [{}]", start.node(), id);
    table.requested(id, start.node(), now);
    inquiries
        .get(start.node())
        .device()
        .device()
        .tell(new StartReplica(id, specification, false, startReplies));
  }

  private void stop(ReplicaId id, String reason, Instant now) {
    Optional<Inquiry> holder = table.find(id).map(known -> inquiries.get(known.node()));
    holder.ifPresent(
        inquiry -> {
          LOG.info("Stopping replica [{}] because {}", id, reason);
          inquiry.device().device().tell(new StopReplica(id, settings.drainTimeout()));
        });
    table.stopping(id, now);
  }

  /** Replicas as people should see them, failed ones included. */
  List<ReplicaStatus> statuses() {
    List<ReplicaStatus> statuses = new ArrayList<>();
    table.all().forEach(known -> statuses.add(known.visibleStatus()));
    statuses.addAll(setbacks.failedReplicas());
    return statuses;
  }

  /** Why replicas are missing, as of the last reconciliation. */
  List<String> reasons() {
    return reasons;
  }

  boolean holdsNothing() {
    return table.isEmpty();
  }

  /** Whether time alone can bring something to do. */
  boolean isUnsettled() {
    return !adopted
        || !reasons.isEmpty()
        || table.isUnsettled()
        || inquiries.values().stream().anyMatch(inquiry -> !inquiry.answered());
  }
}
