package io.sampo.node.serving;

import io.sampo.node.placement.DeviceView;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplicaReply;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionServing;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * Brings a model's replicas to where the {@link ReplicaPlanner} wants them: hears what devices say,
 * follows up what they do not answer, adopts what they hold already. Belongs to one model entity
 * and runs in its thread; time is always handed in.
 */
final class ReplicaOwner {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaOwner.class);

  /** Far above any deployment; a planner that never ends would be a defect. */
  private static final int MOST_DECISIONS = 10_000;

  private final ModelName model;
  private final ModelSettings settings;
  private final DeviceView view;
  private final DeviceInquiries inquiries;
  private final ReplicaTable table = new ReplicaTable();
  private final Demand demand = new Demand();
  private final ReplicaOrders orders;
  private final RebalanceTurn turn;
  private final Setbacks setbacks;
  private final Set<VersionName> served = new HashSet<>();
  private final Adoption adoption;
  private long outdatedUpTo;
  private Plan plan = Plan.NONE;

  /**
   * What the last reconciliation has come to.
   *
   * @param reasons why replicas are missing
   * @param imbalanced whether a replica would better be elsewhere
   */
  private record Plan(Map<VersionName, Integer> wanted, List<String> reasons, boolean imbalanced) {
    static final Plan NONE = new Plan(Map.of(), List.of(), false);
  }

  ReplicaOwner(
      ModelName model,
      ModelSettings settings,
      DeviceView view,
      ActorRef<StartReplicaReply> startReplies,
      ActorRef<HeldReplicas> heldReplies,
      Instant now) {
    this.model = model;
    this.settings = settings;
    this.view = view;
    this.inquiries = new DeviceInquiries(model, heldReplies);
    this.orders =
        new ReplicaOrders(model, settings, table, inquiries, view, startReplies, heldReplies);
    this.turn = new RebalanceTurn(model);
    this.setbacks = new Setbacks(settings.backoff(), settings.refusalHold());
    this.adoption = new Adoption(now.plus(settings.adoptionTimeout()));
  }

  /** The devices in reach have changed: newcomers are asked what they hold. */
  void onDevices(Devices devices, Instant now) {
    if (inquiries.follow(devices, now)) {
      setbacks.nodeJoined();
    }
    orders.withdrawOutOfReach(now);
    table.retainNodes(inquiries.nodes());
  }

  void onHeld(HeldReplicas held, Instant now) {
    if (!inquiries.isInReach(held.node())) {
      return;
    }
    inquiries.answered(held.node());
    table.held(held, now, settings.startTimeout()).forEach(found -> inherit(found, now));
    for (ReplicaStatus status : held.replicas()) {
      orders.found(status.replica());
      if (status.phase() == ReplicaPhase.READY) {
        served.add(status.replica().modelVersion().version());
      }
    }
  }

  private void inherit(ReplicaId found, Instant now) {
    if (adoption.inherits(now)) {
      demand.found(found.modelVersion().version(), now);
    }
  }

  void onChanged(ReplicaStatus status, Instant now) {
    if (!inquiries.isInReach(status.node())) {
      return; // Out of reach; it is asked when it is back.
    }
    VersionName version = status.replica().modelVersion().version();
    Optional<KnownReplica> before = table.find(status.replica());
    if (table.changed(status, now)) {
      inherit(status.replica(), now);
    }
    if (status.phase() == ReplicaPhase.READY) {
      setbacks.succeeded(version);
    } else if (status.phase() == ReplicaPhase.FAILED
        && !before.filter(KnownReplica::stopping).isPresent()) {
      setbacks.failed(status, now);
      orders.failed(status);
    } else if (status.phase() != ReplicaPhase.FAILED
        && status.phase().compareTo(ReplicaPhase.READY) > 0
        && before.filter(KnownReplica::isAlive).isPresent()
        && !isClosing(status.node())) {
      LOG.info("Replica [{}] was evicted: {}", status.replica(), status.trigger());
      demand.evicted(version);
    }
  }

  private boolean isClosing(NodeId node) {
    return view.report(node).filter(report -> report.draining() || report.stuck()).isPresent();
  }

  void onStartReply(StartReplicaReply reply, Instant now) {
    if (!(reply instanceof ReplicaRefused refused)) {
      table.granted(reply.replica());
      return;
    }
    LOG.info("Replica [{}] was refused: {}", refused.replica(), refused.error().message());
    VersionName version = refused.replica().modelVersion().version();
    boolean mayStillEvict =
        refused.error().code() == ErrorCode.DEVICE_FULL
            && table.find(refused.replica()).filter(KnownReplica::mayEvict).isEmpty();
    table.remove(refused.replica());
    if (mayStillEvict) {
      setbacks.full(version, refused.node(), refused.error().message(), now);
    } else {
      setbacks.refused(version, refused.node(), refused.error().message(), now);
    }
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
      orders.stop(silent.id(), "its start was not answered", now);
    }
    Duration slow = settings.drainTimeout().plus(settings.startTimeout());
    table
        .slowStops(now.minus(slow))
        .forEach(known -> orders.stop(known.id(), "it should have stopped", now));
    Set<NodeId> unsettled =
        table.all().stream()
            .filter(known -> !known.isReady())
            .map(KnownReplica::node)
            .collect(Collectors.toSet());
    inquiries.askAgain(unsettled::contains, now);
  }

  /** The way to the devices. */
  ReplicaOrders orders() {
    return orders;
  }

  /** What is asked of the model. */
  Demand demand() {
    return demand;
  }

  /** Somebody wants the model anew or as it is: what was given up is tried again. */
  void forgive() {
    setbacks.forgive();
  }

  /**
   * Replicas started so far are to be replaced. Kept in memory only: an owner that moves in the
   * middle of it leaves the rest as they are.
   */
  void renew(Instant now) {
    outdatedUpTo = orders.newestIncarnation(now);
  }

  /** Takes every step that can be taken now. */
  void reconcile(ModelState state, Instant now) {
    adoption.look(inquiries.haveAllAnswered(), now);
    if (!adoption.isOver()) {
      return;
    }
    served.addAll(state.deployment().weights().keySet());
    Set<VersionName> versions =
        state.versions().stream()
            .map(version -> version.specification().name())
            .collect(Collectors.toSet());
    served.retainAll(versions);
    setbacks.retainVersions(versions);
    Goal goal = new Goal(state, demand.wanted(state, table.all(), now), served, outdatedUpTo);
    for (int i = 0; i < MOST_DECISIONS; i++) {
      Situation situation = situation(goal, now);
      ReplicaPlanner planner = new ReplicaPlanner(situation, settings.reservationOverhead());
      Optional<ReplicaPlanner.Decision> decision = planner.next();
      if (decision.isEmpty()) {
        conclude(situation, planner);
        return;
      }
      carryOut(decision.get(), state, now);
    }
    throw new IllegalStateException("Expected planning of [" + model + "] to end");
  }

  private Situation situation(Goal goal, Instant now) {
    List<DeviceReport> reports = inquiries.reports(view);
    return new Situation(model, goal, table.all(), reports, setbacks, turn.isNow(now), now);
  }

  private void conclude(Situation situation, ReplicaPlanner planner) {
    plan =
        new Plan(
            situation.goal().wanted(),
            new PlacementReasons(situation, planner).sentences(),
            planner.move().isPresent());
    turn.observe(
        plan.reasons().isEmpty() && !table.isUnsettled() && !inquiries.isAnyOpen(),
        situation.now());
    orders.claim(situation);
  }

  private void carryOut(ReplicaPlanner.Decision decision, ModelState state, Instant now) {
    if (decision instanceof ReplicaPlanner.Start start) {
      orders.start(start, state, now);
    } else if (decision instanceof ReplicaPlanner.Stop stop) {
      orders.stop(stop.replica(), stop.reason(), now);
    }
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
    return plan.reasons();
  }

  /** What is asked of each version, and wanted because of it. */
  List<VersionServing> serving(ModelState state, Instant now) {
    List<VersionServing> serving = new ArrayList<>();
    for (VersionSummary version : state.versions()) {
      VersionName name = version.specification().name();
      PlatformError quarantine = Quarantine.of(state, version, now).orElse(null);
      if (plan.wanted().containsKey(name) || quarantine != null) {
        int wanted = plan.wanted().getOrDefault(name, 0);
        serving.add(new VersionServing(name, wanted, quarantine, demand.loads(name)));
      }
    }
    return serving;
  }

  boolean holdsNothing() {
    return table.isEmpty();
  }

  /** Whether time alone can soon bring something to do. */
  boolean isUnsettled(ModelState journalled) {
    return !adoption.isOver()
        || !plan.reasons().isEmpty()
        || plan.imbalanced()
        || table.isUnsettled()
        || orders.areOpen(journalled)
        || inquiries.isAnyOpen();
  }
}
