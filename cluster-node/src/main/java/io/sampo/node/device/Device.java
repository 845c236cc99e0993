package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.node.replica.ReplicaHost;
import io.sampo.node.telemetry.NodeMetrics;
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
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.StartWorker;
import io.sampo.protocol.training.WorkerProtocol.StopWorker;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerRefused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
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
  private final ExecutorService executor;
  private final ReservationLedger ledger;
  private final ReplicaDesk replicas;
  private final HostedWorkers workers;
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
    this.executor = DeviceExecutor.create(settings.forwardThreads());
    this.ledger = new ReservationLedger(environment.node(), settings.capacityBytes());
    this.replicas = new ReplicaDesk(context, settings, environment, wiring(), ledger);
    this.workers = new HostedWorkers(context, workerFactory, executor, WorkerTerminated::new);
    this.drain = new DeviceDrain(context, timers, settings, replicas, workers);
    receptionist().tell(Receptionist.register(ServiceKeys.DEVICE, context.getSelf()));
    timers.startTimerWithFixedDelay(Tick.REPORT, settings.reportInterval());
    report();
  }

  private ReplicaDesk.Wiring wiring() {
    ReplicaHost host =
        new ReplicaHost(
            node(),
            environment.engine(),
            environment.artifacts(),
            executor,
            settings.forwardThreads(),
            getContext()
                .getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(LOAD_DISPATCHER)),
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
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onStartReplica(StartReplica start) {
    if (replicas.start(start, closed())) {
      timers.startSingleTimer(
          start.replica(), new MemoryTimedOut(start.replica()), settings.eviction().startTimeout());
    }
    report();
    return this;
  }

  /** Why nothing new is taken, if that is so. */
  private Optional<PlatformError> closed() {
    if (!drain.isUnderWay()) {
      return Optional.empty();
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
    report();
    drain.onReplicaGone();
    return this;
  }

  private Behavior<Command> onStartWorker(StartWorker start) {
    WorkerIncarnation id = start.specification().incarnation();
    Optional<ActorRef<WorkerProtocol.Command>> held = workers.find(id);
    Optional<PlatformError> refusal =
        held.isPresent()
            ? Optional.empty()
            : closed().or(() -> ledger.reserve(id, start.specification().bytes()));
    if (refusal.isPresent()) {
      start.replyTo().tell(new WorkerRefused(id, node(), refusal.get()));
      return this;
    }
    ActorRef<WorkerProtocol.Command> worker = held.orElseGet(() -> workers.spawn(start));
    start.replyTo().tell(new WorkerGranted(id, node(), worker));
    report();
    return this;
  }

  private Behavior<Command> onStopWorker(StopWorker stop) {
    workers.stop(stop.worker());
    return this;
  }

  private Behavior<Command> onWorkerTerminated(WorkerTerminated terminated) {
    ledger.release(terminated.worker());
    workers.remove(terminated.worker());
    replicas.startPending();
    report();
    return this;
  }

  private Behavior<Command> onReport() {
    replicas.checkOrphans(settings.reportInterval());
    report();
    return this;
  }

  /**
   * Says first that it drains, so that owners start replacements while the old ones still serve.
   */
  private Behavior<Command> onDrain(Drain order) {
    drain.begin(order.replyTo());
    report();
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

  private Behavior<Command> onPostStop(PostStop stopped) {
    environment.reports().remove();
    executor.shutdown();
    return this;
  }

  private void report() {
    NodeMetrics.recordReservedBytes(ledger.reservedBytes());
    List<EvictionPolicy.Candidate> evictable = replicas.evictable();
    environment
        .reports()
        .publish(
            new DeviceReport(
                node(),
                settings.name(),
                settings.capacityBytes(),
                ledger.reservedBytes(),
                FreeMemory.bytes(),
                evictable.stream().mapToLong(EvictionPolicy.Candidate::bytes).sum(),
                evictable.isEmpty() ? Instant.EPOCH : evictable.get(0).lastUsed(),
                replicas.size(),
                workers.size(),
                environment.applicationVersion(),
                settings.zone(),
                drain.isUnderWay(),
                false));
  }

  private NodeId node() {
    return environment.node();
  }

  private ActorRef<Receptionist.Command> receptionist() {
    return getContext().getSystem().receptionist();
  }
}
