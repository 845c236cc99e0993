package io.sampo.http.routing;

import io.sampo.protocol.id.ModelVersion;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Starts and retires the routers of model versions. One per frontend; lives as long as the system.
 * Requests come here only while their version has no router yet: after that, {@link RequestRouter}
 * finds the child by itself, so that a request makes one hop.
 */
public final class InferenceRouter extends AbstractBehavior<InferenceRouter.Command> {

  /** Everything this actor understands. */
  public sealed interface Command {}

  record Route(RoutedRequest request) implements Command {}

  record Idle(ModelVersion version, ActorRef<VersionRouter.Command> router) implements Command {}

  /** A node, as {@code host:port}, has no pulse any more. */
  record NodeSuspected(String node) implements Command {}

  /** A node's pulse is felt again. */
  record NodeRecovered(String node) implements Command {}

  private record RouterStopped(ModelVersion version, ActorRef<VersionRouter.Command> router)
      implements Command {}

  /** Starts the router of this node. */
  public static RequestRouter start(
      ActorSystem<?> system,
      RouterSettings settings,
      PulseSettings pulse,
      RouterEnvironment environment) {
    ConcurrentMap<ModelVersion, ActorRef<VersionRouter.Command>> routers =
        new ConcurrentHashMap<>();
    ActorRef<Command> self =
        system.systemActorOf(
            create(settings, pulse, environment, routers), "inference-router", Props.empty());
    return new Directory(routers, self);
  }

  static Behavior<Command> create(
      RouterSettings settings,
      PulseSettings pulse,
      RouterEnvironment environment,
      ConcurrentMap<ModelVersion, ActorRef<VersionRouter.Command>> routers) {
    return Behaviors.setup(
        context -> {
          PulseTable pulses = new PulseTable();
          // Restarted: without it dead nodes would be found by silence only. Where the cluster's
          // own heartbeats run, so that busy models do not make nodes look dead.
          context.spawn(
              Behaviors.supervise(
                      PulseMonitor.create(pulse, pulses, environment.nanoTime(), context.getSelf()))
                  .onFailure(SupervisorStrategy.restart()),
              "pulse-monitor",
              DispatcherSelector.fromConfig("pekko.actor.internal-dispatcher"));
          return new InferenceRouter(context, settings, environment, pulses, routers);
        });
  }

  private final RouterSettings settings;
  private final RouterEnvironment environment;
  private final PulseTable pulses;
  private final ConcurrentMap<ModelVersion, ActorRef<VersionRouter.Command>> routers;
  private long started;

  private InferenceRouter(
      ActorContext<Command> context,
      RouterSettings settings,
      RouterEnvironment environment,
      PulseTable pulses,
      ConcurrentMap<ModelVersion, ActorRef<VersionRouter.Command>> routers) {
    super(context);
    this.settings = settings;
    this.environment = environment;
    this.pulses = pulses;
    this.routers = routers;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Route.class, this::onRoute)
        .onMessage(Idle.class, this::onIdle)
        .onMessage(RouterStopped.class, this::onRouterStopped)
        .onMessage(NodeSuspected.class, this::onNodeSuspected)
        .onMessage(NodeRecovered.class, this::onNodeRecovered)
        .build();
  }

  private Behavior<Command> onRoute(Route route) {
    routers
        .computeIfAbsent(route.request().version(), this::startRouter)
        .tell(new VersionRouter.Route(route.request()));
    return this;
  }

  private ActorRef<VersionRouter.Command> startRouter(ModelVersion version) {
    Behavior<VersionRouter.Command> behavior =
        VersionRouter.create(version, settings, environment, pulses, getContext().getSelf());
    // Restarted, not stopped: the requests in its mailbox must still be answered.
    ActorRef<VersionRouter.Command> router =
        getContext()
            .spawn(
                Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()),
                "version-" + ++started);
    getContext().watchWith(router, new RouterStopped(version, router));
    return router;
  }

  private Behavior<Command> onIdle(Idle idle) {
    if (routers.remove(idle.version(), idle.router())) {
      idle.router().tell(VersionRouter.Retire.INSTANCE);
    }
    return this;
  }

  private Behavior<Command> onRouterStopped(RouterStopped stopped) {
    routers.remove(stopped.version(), stopped.router());
    return this;
  }

  private Behavior<Command> onNodeSuspected(NodeSuspected suspected) {
    VersionRouter.NodeSuspected told = new VersionRouter.NodeSuspected(suspected.node());
    routers.values().forEach(router -> router.tell(told));
    return this;
  }

  private Behavior<Command> onNodeRecovered(NodeRecovered recovered) {
    routers.values().forEach(router -> router.tell(VersionRouter.NodeRecovered.INSTANCE));
    return this;
  }

  /** The routers that requests go to directly. */
  private record Directory(
      ConcurrentMap<ModelVersion, ActorRef<VersionRouter.Command>> routers,
      ActorRef<Command> starter)
      implements RequestRouter {

    @Override
    public void route(RoutedRequest request) {
      ActorRef<VersionRouter.Command> router = routers.get(request.version());
      if (router == null) {
        starter.tell(new Route(request));
        return;
      }
      router.tell(new VersionRouter.Route(request));
    }

    @Override
    public void cancel(RoutedRequest request) {
      ActorRef<VersionRouter.Command> router = routers.get(request.version());
      if (router != null) {
        router.tell(new VersionRouter.Cancel(request));
      }
    }
  }
}
