package io.sampo.http.routing;

import io.sampo.http.telemetry.InferenceMetrics;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.ReplicaProtocol;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Routes the requests of one model version from this node. A child of the {@link InferenceRouter};
 * follows the version's replicas in the receptionist and watches them. Refuses those who wait for a
 * version that is not served any more. Stops when it was not used for long; a defect restarts it,
 * and what was under way is answered as failed.
 */
final class VersionRouter extends AbstractBehavior<VersionRouter.Command> {

  /** How long a retired router still passes on what was sent to it just before. */
  private static final long RETIREMENT = 5_000_000_000L;

  /** Everything this actor understands. */
  sealed interface Command {}

  record Route(RoutedRequest request) implements Command {}

  record Cancel(RoutedRequest request) implements Command {}

  /** Take nothing new, and stop when all is answered. */
  enum Retire implements Command {
    INSTANCE
  }

  record Replied(ReplicaProtocol.Reply reply) implements Command {}

  /** The receptionist's view: {@code all} has also those on nodes that are unreachable now. */
  record ReplicasListed(
      Set<ActorRef<ReplicaProtocol.Command>> reachable, Set<ActorRef<ReplicaProtocol.Command>> all)
      implements Command {
    ReplicasListed {
      reachable = Set.copyOf(reachable);
      all = Set.copyOf(all);
    }
  }

  /** A node, as {@code host:port}, has no pulse any more. */
  record NodeSuspected(String node) implements Command {}

  /** A node's pulse is felt again. */
  enum NodeRecovered implements Command {
    INSTANCE
  }

  private record ReplicaStopped(ActorRef<ReplicaProtocol.Command> replica) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  static Behavior<Command> create(
      ModelVersion version,
      RouterSettings settings,
      RouterEnvironment environment,
      PulseTable pulses,
      ActorRef<InferenceRouter.Command> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, settings.timing().tickInterval());
                  return new VersionRouter(context, version, settings, environment, pulses, parent);
                }));
  }

  private final ModelVersion version;
  private final long idleTimeout;
  private final Predicate<ModelVersion> available;
  private final LongSupplier nanoTime;
  private final ActorRef<InferenceRouter.Command> parent;
  private final ReplicaTable replicas;
  private final RequestDispatch dispatch;
  private final ReplicaDemand demand;
  private long usedAt;
  private boolean retired;

  private VersionRouter(
      ActorContext<Command> context,
      ModelVersion version,
      RouterSettings settings,
      RouterEnvironment environment,
      PulseTable pulses,
      ActorRef<InferenceRouter.Command> parent) {
    super(context);
    this.version = version;
    this.idleTimeout = settings.timing().idleTimeout().toNanos();
    this.available = environment.available();
    this.nanoTime = environment.nanoTime();
    this.parent = parent;
    this.usedAt = nanoTime.getAsLong();
    this.replicas =
        new ReplicaTable(
            settings.strategy().create(), pulses, settings.timing().suspicion().toNanos());
    this.dispatch =
        new RequestDispatch(
            settings,
            replicas,
            new ReplicaCalls(
                context.messageAdapter(ReplicaProtocol.Reply.class, Replied::new),
                environment.courier()),
            InferenceMetrics.router(version.model().value()),
            usedAt);
    this.demand = new ReplicaDemand(version.version(), environment.owners().apply(version.model()));
    subscribe();
  }

  private void subscribe() {
    ServiceKey<ReplicaProtocol.Command> key = ServiceKeys.replicas(version);
    ActorRef<Receptionist.Listing> listings =
        getContext()
            .messageAdapter(
                Receptionist.Listing.class,
                listing ->
                    new ReplicasListed(
                        listing.getServiceInstances(key), listing.getAllServiceInstances(key)));
    getContext().getSystem().receptionist().tell(Receptionist.subscribe(key, listings));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Route.class, this::onRoute)
        .onMessage(Cancel.class, this::onCancel)
        .onMessage(Replied.class, this::onReplied)
        .onMessage(ReplicasListed.class, this::onReplicasListed)
        .onMessage(ReplicaStopped.class, this::onReplicaStopped)
        .onMessage(NodeSuspected.class, this::onNodeSuspected)
        .onMessage(NodeRecovered.class, recovered -> onNodeRecovered())
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(Retire.class, retire -> onRetire())
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onEnd())
        .build();
  }

  private Behavior<Command> onRoute(Route route) {
    if (retired) {
      parent.tell(new InferenceRouter.Route(route.request()));
      return this;
    }
    usedAt = nanoTime.getAsLong();
    dispatch.accept(route.request(), usedAt);
    tellDemand(usedAt);
    return this;
  }

  private Behavior<Command> onCancel(Cancel cancel) {
    dispatch.cancel(cancel.request().id());
    return this;
  }

  private Behavior<Command> onReplied(Replied replied) {
    dispatch.replied(replied.reply(), nanoTime.getAsLong());
    return this;
  }

  private Behavior<Command> onReplicasListed(ReplicasListed listed) {
    long now = nanoTime.getAsLong();
    ReplicaTable.Changes changes = replicas.update(listed.reachable(), listed.all());
    changes
        .added()
        .forEach(replica -> getContext().watchWith(replica, new ReplicaStopped(replica)));
    changes.unreachable().forEach(replica -> dispatch.unreachable(replica, now));
    if (changes.moreCandidates()) {
      dispatch.wake(now);
      replicas.suspects(now).forEach(replica -> dispatch.avoid(replica, now));
    }
    tellDemand(now);
    return this;
  }

  private Behavior<Command> onNodeSuspected(NodeSuspected suspected) {
    long now = nanoTime.getAsLong();
    replicas.on(suspected.node()).forEach(replica -> dispatch.avoid(replica, now));
    return this;
  }

  private Behavior<Command> onNodeRecovered() {
    dispatch.wake(nanoTime.getAsLong());
    return this;
  }

  private Behavior<Command> onReplicaStopped(ReplicaStopped stopped) {
    long now = nanoTime.getAsLong();
    replicas.remove(stopped.replica()).ifPresent(replica -> dispatch.gone(replica, now));
    tellDemand(now);
    return this;
  }

  private Behavior<Command> onTick() {
    long now = nanoTime.getAsLong();
    dispatch.tick(now);
    if (dispatch.waiting() > 0 && !available.test(version)) {
      dispatch.refuseWaiting();
    }
    tellDemand(now);
    if (retired && dispatch.size() == 0 && now - usedAt > RETIREMENT) {
      return Behaviors.stopped();
    }
    if (!retired && dispatch.size() == 0 && now - usedAt > idleTimeout) {
      parent.tell(new InferenceRouter.Idle(version, getContext().getSelf()));
    }
    return this;
  }

  private Behavior<Command> onRetire() {
    retired = true;
    usedAt = nanoTime.getAsLong();
    return this;
  }

  private Behavior<Command> onEnd() {
    dispatch.failAll(RouterRefusals.routerFailed(version.toString()));
    return this;
  }

  private void tellDemand(long now) {
    int waiting = dispatch.waiting();
    demand.update(waiting > 0 && replicas.hasListed() ? 0 : waiting, now);
  }
}
