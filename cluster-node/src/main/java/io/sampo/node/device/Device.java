package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.health.ForwardWatches;
import io.sampo.node.replica.ReplicaHost;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol.ClaimReplicas;
import io.sampo.protocol.serving.DeviceProtocol.Command;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.training.WorkerProtocol.StartWorker;
import io.sampo.protocol.training.WorkerProtocol.StopWorker;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * The only authority over the device of its node: grants or refuses replicas and workers by the
 * reservation ledger, hosts them as children, and reports. Owners (model entities, training jobs)
 * find it through the receptionist. Lives as long as the node; told to {@link Drain} it takes
 * nothing new, lets owners move their replicas away, and then stops what is left in order.
 */
public final class Device extends AbstractBehavior<Command> {

  /** The node shuts down. Answered when nothing runs here any more, or time is up. */
  public record Drain(ActorRef<Done> replyTo) implements Command {
    public Drain {
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  private record ReplicaReported(ReplicaStatus status) implements Command {}

  private record ReplicaLoaded(ReplicaLoad load) implements Command {}

  private record ReplicaTerminated(ReplicaId replica) implements Command {}

  private record ReplicaGone(ReplicaId replica) implements Command {}

  private record WorkerTerminated(WorkerIncarnation worker) implements Command {}

  private record MemoryTimedOut(ReplicaId replica) implements Command {}

  private enum Tick implements Command {
    REPORT
  }

  private static final String LOAD_DISPATCHER = "sampo.device.load-dispatcher";

  private final TimerScheduler<Command> timers;
  private final DeviceSettings settings;
  private final DeviceEnvironment environment;
  private final DeviceThreads executor;
  private final ReservationLedger ledger;
  private final ReplicaDesk replicas;
  private final HostedWorkers workers;
  private final StuckDevice stuck;
  private final DeviceReporter reporter;
  private final DeviceDrain drain;

  public static Behavior<Command> create(
      DeviceSettings settings, DeviceEnvironment environment, WorkerFactory workerFactory) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Device(context, timers, settings, environment, workerFactory)));
  }

  private Device(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DeviceSettings settings,
      DeviceEnvironment environment,
      WorkerFactory workerFactory) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.environment = environment;
    this.executor = new DeviceThreads(settings.forwardThreads());
    this.ledger = new ReservationLedger(environment.node(), settings.capacityBytes());
    ForwardWatches watches =
        new ForwardWatches(
            settings.stuck(), environment.replicaSettings().warmTimeout(), environment.nanoClock());
    this.replicas = new ReplicaDesk(context, settings, environment, wiring(watches), ledger);
    this.workers =
        new HostedWorkers(context, workerFactory, executor, node(), ledger, WorkerTerminated::new);
    this.stuck = new StuckDevice(context, timers, settings, environment, watches, replicas);
    this.drain = new DeviceDrain(context, timers, settings, replicas, workers);
    this.reporter =
        new DeviceReporter(settings, environment, ledger, replicas, workers, drain, stuck);
    receptionist().tell(Receptionist.register(ServiceKeys.DEVICE, context.getSelf()));
    timers.startTimerWithFixedDelay(Tick.REPORT, settings.reportInterval());
    reporter.report();
    loader().execute(new EngineStart(environment.engine()));
  }

  private Executor loader() {
    return getContext()
        .getSystem()
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig(LOAD_DISPATCHER));
  }

  private ReplicaDesk.Wiring wiring(ForwardWatches watches) {
    ReplicaHost host =
        new ReplicaHost(
            node(),
            environment.engine(),
            environment.artifacts(),
            executor,
            settings.forwardThreads(),
            loader(),
            watches,
            environment.replicaSettings());
    return new ReplicaDesk.Wiring(
        host,
        getContext().messageAdapter(ReplicaStatus.class, ReplicaReported::new),
        getContext().messageAdapter(ReplicaLoad.class, ReplicaLoaded::new),
        ReplicaTerminated::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(StartReplica.class, this::onStartReplica)
        .onMessage(StopReplica.class, this::onStopReplica)
        .onMessage(DescribeReplicas.class, this::onDescribeReplicas)
        .onMessage(ClaimReplicas.class, this::onClaimReplicas)
        .onMessage(StartWorker.class, this::onStartWorker)
        .onMessage(StopWorker.class, this::onStopWorker)
        .onMessage(ReplicaReported.class, this::onReplicaReported)
        .onMessage(ReplicaLoaded.class, this::onReplicaLoaded)
        .onMessage(ReplicaTerminated.class, this::onReplicaTerminated)
        .onMessage(ReplicaGone.class, this::onReplicaGone)
        .onMessage(MemoryTimedOut.class, this::onMemoryTimedOut)
        .onMessage(WorkerTerminated.class, this::onWorkerTerminated)
        .onMessageEquals(Tick.REPORT, this::onReport)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(DeviceDrain.OthersFound.class, this::onOthersFound)
        .onMessage(DeviceDrain.TimedOut.class, this::onDrainTimedOut)
        .onMessageEquals(StuckDevice.Told.EXIT, this::onStuckTold)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onStartReplica(StartReplica start) {
    if (replicas.start(start, closed())) {
      timers.startSingleTimer(
          start.replica(), new MemoryTimedOut(start.replica()), settings.eviction().startTimeout());
    }
    reporter.report();
    return this;
  }

  /** Why nothing new is taken, if that is so. */
  private Optional<PlatformError> closed() {
    if (stuck.isDeclared() || !drain.isUnderWay()) {
      return stuck.error();
    }
    return Optional.of(
        new PlatformError(
            ErrorCode.DEVICE_DRAINING,
            "Expected a device that takes new work, but [%s] is draining".formatted(node())));
  }

  private Behavior<Command> onMemoryTimedOut(MemoryTimedOut timedOut) {
    replicas.failPending(timedOut.replica());
    return this;
  }

  private Behavior<Command> onStopReplica(StopReplica stop) {
    replicas.stop(stop);
    return this;
  }

  private Behavior<Command> onDescribeReplicas(DescribeReplicas describe) {
    describe.replyTo().tell(replicas.describe(describe.model()));
    return this;
  }

  private Behavior<Command> onClaimReplicas(ClaimReplicas claim) {
    claim.replyTo().tell(replicas.claim(claim.model(), claim.spare()));
    return this;
  }

  private Behavior<Command> onReplicaLoaded(ReplicaLoaded loaded) {
    replicas.loaded(loaded.load());
    return this;
  }

  private Behavior<Command> onReplicaReported(ReplicaReported reported) {
    replicas.reported(reported.status());
    return this;
  }

  /**
   * The end of a child overtakes the child's last messages, so this goes once round the mailbox.
   */
  private Behavior<Command> onReplicaTerminated(ReplicaTerminated terminated) {
    getContext().getSelf().tell(new ReplicaGone(terminated.replica()));
    return this;
  }

  private Behavior<Command> onReplicaGone(ReplicaGone gone) {
    replicas.gone(gone.replica());
    reporter.report();
    drain.onReplicaGone();
    return this;
  }

  private Behavior<Command> onStartWorker(StartWorker start) {
    workers.start(start, closed());
    reporter.report();
    return this;
  }

  private Behavior<Command> onStopWorker(StopWorker stop) {
    workers.stop(stop.worker());
    return this;
  }

  private Behavior<Command> onWorkerTerminated(WorkerTerminated terminated) {
    workers.gone(terminated.worker());
    replicas.startPending();
    reporter.report();
    return this;
  }

  private Behavior<Command> onReport() {
    stuck.check(settings.reportInterval());
    replicas.checkOrphans(settings.reportInterval());
    reporter.report();
    return this;
  }

  /**
   * Says first that it drains, so that owners start replacements while the old ones still serve.
   */
  private Behavior<Command> onDrain(Drain order) {
    drain.begin(order.replyTo(), stuck.isDeclared());
    reporter.report();
    return this;
  }

  private Behavior<Command> onOthersFound(DeviceDrain.OthersFound others) {
    drain.onOthers(others);
    return this;
  }

  private Behavior<Command> onDrainTimedOut(DeviceDrain.TimedOut stage) {
    drain.onTimedOut(stage);
    return this;
  }

  private Behavior<Command> onStuckTold() {
    stuck.onTold();
    return this;
  }

  private Behavior<Command> onPostStop(PostStop stopped) {
    environment.reports().remove();
    executor.shutdown();
    return this;
  }

  private NodeId node() {
    return environment.node();
  }

  private ActorRef<Receptionist.Command> receptionist() {
    return getContext().getSystem().receptionist();
  }
}
