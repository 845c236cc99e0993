package io.sampo.node.device;

import static java.util.Objects.requireNonNull;

import io.sampo.node.replica.ModelReplica;
import io.sampo.node.replica.ReplicaHost;
import io.sampo.node.telemetry.NodeMetrics;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol.Command;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaGranted;
import io.sampo.protocol.serving.DeviceProtocol.ReplicaRefused;
import io.sampo.protocol.serving.DeviceProtocol.StartReplica;
import io.sampo.protocol.serving.DeviceProtocol.StopReplica;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelProtocol.ReplicaChanged;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.StartWorker;
import io.sampo.protocol.training.WorkerProtocol.StopWorker;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerRefused;
import java.time.Instant;
import java.util.ArrayList;
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

  private record ReplicaTerminated(ReplicaId replica) implements Command {}

  private record ReplicaGone(ReplicaId replica) implements Command {}

  private record WorkerTerminated(WorkerIncarnation worker) implements Command {}

  private record OthersFound(boolean any) implements Command {}

  private enum Tick implements Command {
    REPORT,
    MOVE_TIMED_OUT,
    DRAIN_TIMED_OUT
  }

  private static final String LOAD_DISPATCHER = "sampo.device.load-dispatcher";

  private final TimerScheduler<Command> timers;
  private final DeviceSettings settings;
  private final DeviceEnvironment environment;
  private final ExecutorService executor;
  private final ReplicaHost host;
  private final ReservationLedger ledger;
  private final HostedReplicas replicas = new HostedReplicas();
  private final HostedWorkers workers;
  private final List<ActorRef<Done>> drains = new ArrayList<>();

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
    this.host =
        new ReplicaHost(
            environment.node(),
            environment.engine(),
            environment.artifacts(),
            executor,
            settings.forwardThreads(),
            context
                .getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(LOAD_DISPATCHER)),
            environment.replicaSettings());
    this.workers = new HostedWorkers(context, workerFactory, executor, WorkerTerminated::new);
    this.ledger = new ReservationLedger(environment.node(), settings.capacityBytes());
    receptionist().tell(Receptionist.register(ServiceKeys.DEVICE, context.getSelf()));
    timers.startTimerWithFixedDelay(Tick.REPORT, settings.reportInterval());
    report();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(StartReplica.class, this::onStartReplica)
        .onMessage(StopReplica.class, this::onStopReplica)
        .onMessage(DescribeReplicas.class, this::onDescribeReplicas)
        .onMessage(StartWorker.class, this::onStartWorker)
        .onMessage(StopWorker.class, this::onStopWorker)
        .onMessage(ReplicaReported.class, this::onReplicaReported)
        .onMessage(ReplicaTerminated.class, this::onReplicaTerminated)
        .onMessage(ReplicaGone.class, this::onReplicaGone)
        .onMessage(WorkerTerminated.class, this::onWorkerTerminated)
        .onMessageEquals(Tick.REPORT, this::onReport)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(OthersFound.class, this::onOthersFound)
        .onMessageEquals(Tick.MOVE_TIMED_OUT, this::onMoveTimedOut)
        .onMessageEquals(Tick.DRAIN_TIMED_OUT, this::finishDrain)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onStartReplica(StartReplica start) {
    ReplicaId id = start.replica();
    Optional<ReplicaStatus> held = replicas.status(id);
    if (held.isPresent()) {
      start.replyTo().tell(new ReplicaGranted(id, node()));
      tellOwner(held.get());
      return this;
    }
    Optional<PlatformError> refusal = reserve(id, start.specification().bytes());
    if (refusal.isPresent()) {
      start.replyTo().tell(new ReplicaRefused(id, node(), refusal.get()));
      return this;
    }
    start.replyTo().tell(new ReplicaGranted(id, node()));
    spawnReplica(start);
    report();
    return this;
  }

  /**
   * Not supervised: a replica that breaks may have left its module in any state, so its owner gets
   * a new one.
   */
  private void spawnReplica(StartReplica start) {
    ReplicaId id = start.replica();
    ActorRef<ReplicaProtocol.Command> replica =
        getContext()
            .spawn(
                ModelReplica.create(
                    id,
                    start.specification(),
                    host,
                    getContext().messageAdapter(ReplicaStatus.class, ReplicaReported::new)),
                "replica~" + id.toString().replace('/', '~'));
    getContext().watchWith(replica, new ReplicaTerminated(id));
    replicas.add(
        replica, new ReplicaStatus(id, node(), ReplicaPhase.LOADING, "start was granted", null));
  }

  private Optional<PlatformError> reserve(Object holder, long bytes) {
    if (isDraining()) {
      return Optional.of(
          new PlatformError(
              ErrorCode.DEVICE_DRAINING,
              "Expected a device that takes new work, but [%s] is draining".formatted(node())));
    }
    return ledger.reserve(holder, bytes);
  }

  private Behavior<Command> onStopReplica(StopReplica stop) {
    Optional<ActorRef<ReplicaProtocol.Command>> replica = replicas.find(stop.replica());
    if (replica.isPresent()) {
      replica.get().tell(new ModelReplica.Drain(stop.drainTimeout()));
      return this;
    }
    tellOwner(
        new ReplicaStatus(stop.replica(), node(), ReplicaPhase.STOPPED, "is not held here", null));
    return this;
  }

  private Behavior<Command> onDescribeReplicas(DescribeReplicas describe) {
    describe.replyTo().tell(new HeldReplicas(node(), replicas.of(describe.model())));
    return this;
  }

  private Behavior<Command> onReplicaReported(ReplicaReported reported) {
    replicas.update(reported.status());
    if (!HostedReplicas.isLastWord(reported.status())) {
      tellOwner(reported.status());
    }
    return this;
  }

  /**
   * The end of a child overtakes the child's last messages, so this goes once round the mailbox.
   */
  private Behavior<Command> onReplicaTerminated(ReplicaTerminated terminated) {
    getContext().getSelf().tell(new ReplicaGone(terminated.replica()));
    return this;
  }

  /** The last word is passed on only now, when the reservation is free for the next one. */
  private Behavior<Command> onReplicaGone(ReplicaGone gone) {
    ledger.release(gone.replica());
    replicas.remove(gone.replica()).ifPresent(this::tellOwner);
    report();
    return isDraining() && replicas.isEmpty() ? finishDrain() : this;
  }

  private Behavior<Command> onStartWorker(StartWorker start) {
    WorkerIncarnation id = start.specification().incarnation();
    Optional<ActorRef<WorkerProtocol.Command>> held = workers.find(id);
    Optional<PlatformError> refusal =
        held.isPresent() ? Optional.empty() : reserve(id, start.specification().bytes());
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
    report();
    return this;
  }

  private Behavior<Command> onReport() {
    report();
    return this;
  }

  /**
   * Says first that it drains, so that owners start replacements while the old ones still serve.
   */
  private Behavior<Command> onDrain(Drain drain) {
    drains.add(drain.replyTo());
    report();
    if (replicas.isEmpty()) {
      return finishDrain();
    }
    if (drains.size() == 1) {
      getContext().getLog().info("Device drains, {} replicas are to move", replicas.size());
      timers.startSingleTimer(Tick.MOVE_TIMED_OUT, settings.moveTimeout());
      receptionist()
          .tell(
              Receptionist.find(
                  ServiceKeys.DEVICE,
                  getContext()
                      .messageAdapter(
                          Receptionist.Listing.class,
                          listing ->
                              new OthersFound(
                                  listing.getServiceInstances(ServiceKeys.DEVICE).size() > 1))));
    }
    return this;
  }

  private Behavior<Command> onOthersFound(OthersFound others) {
    return others.any() ? this : onMoveTimedOut();
  }

  private Behavior<Command> onMoveTimedOut() {
    timers.cancel(Tick.MOVE_TIMED_OUT);
    replicas.forEach(replica -> replica.tell(new ModelReplica.Drain(settings.drainTimeout())));
    timers.startSingleTimer(Tick.DRAIN_TIMED_OUT, settings.drainTimeout().plusSeconds(1));
    return this;
  }

  private Behavior<Command> finishDrain() {
    receptionist().tell(Receptionist.deregister(ServiceKeys.DEVICE, getContext().getSelf()));
    workers.stopAll();
    drains.forEach(waiting -> waiting.tell(Done.getInstance()));
    return this;
  }

  private boolean isDraining() {
    return !drains.isEmpty();
  }

  private Behavior<Command> onPostStop(PostStop stopped) {
    environment.reports().remove();
    executor.shutdown();
    return this;
  }

  private void tellOwner(ReplicaStatus status) {
    environment
        .owners()
        .apply(status.replica().modelVersion().model())
        .tell(new ReplicaChanged(status));
  }

  private void report() {
    NodeMetrics.recordReservedBytes(ledger.reservedBytes());
    environment
        .reports()
        .publish(
            new DeviceReport(
                node(),
                settings.name(),
                settings.capacityBytes(),
                ledger.reservedBytes(),
                FreeMemory.bytes(),
                0,
                Instant.EPOCH,
                replicas.size(),
                workers.size(),
                environment.applicationVersion(),
                settings.zone(),
                isDraining(),
                false));
  }

  private NodeId node() {
    return environment.node();
  }

  private ActorRef<Receptionist.Command> receptionist() {
    return getContext().getSystem().receptionist();
  }
}
