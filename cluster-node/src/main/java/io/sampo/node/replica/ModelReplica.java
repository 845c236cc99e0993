package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.WarmUp;
import io.sampo.node.statistics.ServingLedger;
import io.sampo.node.telemetry.ReplicaMeters;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Command;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferRefused;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.transfer.Couriers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * One loaded copy of a model version. A child of its node's device, which it tells every change of
 * phase; routers find it through the receptionist while it is ready. Owns the loaded module: frees
 * it before it says that it has stopped, and in any case when it stops.
 *
 * <pre>
 * loading  --module is on the device-->  warming  --forward on zeros fits-->  ready
 * ready    --Drain-->  draining  --queue and device are empty-->  closing  --freed-->  (stopped)
 * loading, warming  --failure or time is up-->  (failed)      --Drain-->  (stopped)
 * </pre>
 */
public final class ModelReplica {

  /**
   * Leave the list, serve what waits and those who have not heard for a moment, then stop.
   *
   * @param timeout for what was taken
   * @param linger how long new requests are still taken
   * @param trigger why, for people
   */
  public record Drain(Duration timeout, Duration linger, String trigger) implements Command {
    public Drain {
      requireNonNull(timeout, "timeout is null");
      requireNonNull(linger, "linger is null");
      requireNonNull(trigger, "trigger is null");
    }
  }

  private enum Signal implements Command {
    TELL_LOAD,
    LOADED,
    WARMED,
    PHASE_TIMED_OUT,
    LINGERED,
    IDLE,
    DRAIN_TIMED_OUT,
    CLOSED
  }

  private record PhaseFailed(PlatformError error) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ReplicaId id;
  private final ReplicaSpecification specification;
  private final ReplicaHost host;
  private final ActorRef<ReplicaStatus> device;
  private final ActorRef<ReplicaLoad> loads;
  private final LoadMeter load;
  private final ReplicaMeters meters;
  private final long startedNanos = System.nanoTime();

  /** The module, now or later; kept so that a replica that stops while loading frees it as well. */
  private final CompletableFuture<LoadedModel> module;

  /** Null until the module is loaded and warm. */
  private InferenceLine line;

  private String lastTrigger = "was told to stop";
  private boolean lingered;

  public static Behavior<Command> create(
      ReplicaId id,
      ReplicaSpecification specification,
      ReplicaHost host,
      ActorRef<ReplicaStatus> device,
      ActorRef<ReplicaLoad> loads) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ModelReplica(context, timers, id, specification, host, device, loads)
                        .loading()));
  }

  private ModelReplica(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ReplicaId id,
      ReplicaSpecification specification,
      ReplicaHost host,
      ActorRef<ReplicaStatus> device,
      ActorRef<ReplicaLoad> loads) {
    this.context = context;
    this.timers = timers;
    this.id = id;
    this.specification = specification;
    this.host = host;
    this.device = device;
    this.loads = loads;
    this.load = new LoadMeter(id, System.nanoTime());
    this.meters = new ReplicaMeters(id.modelVersion());
    this.module = CompletableFuture.supplyAsync(this::load, host.loads());
  }

  private LoadedModel load() {
    return host.engine()
        .load(host.artifacts().verified(specification.artifact()), specification.signature());
  }

  private Behavior<Command> loading() {
    enter(ReplicaPhase.LOADING, "start was granted");
    timers.startSingleTimer(Signal.PHASE_TIMED_OUT, host.settings().loadTimeout());
    context.pipeToSelf(module, (loaded, failure) -> signal(Signal.LOADED, failure));
    return preparing().onMessageEquals(Signal.LOADED, this::warming).build();
  }

  private Behavior<Command> warming() {
    enter(ReplicaPhase.WARMING, "module was loaded");
    timers.startSingleTimer(Signal.PHASE_TIMED_OUT, host.settings().warmTimeout());
    context.pipeToSelf(
        module.thenApplyAsync(
            model -> WarmUp.run(model, specification.signature()), host.forwards()),
        (outputs, failure) -> signal(Signal.WARMED, failure));
    return preparing().onMessageEquals(Signal.WARMED, this::onWarmed).build();
  }

  /** What loading and warming have in common. */
  private BehaviorBuilder<Command> preparing() {
    return handling()
        .onMessage(PhaseFailed.class, this::onPhaseFailed)
        .onMessageEquals(Signal.PHASE_TIMED_OUT, this::onPhaseTimedOut)
        .onMessage(Infer.class, this::onInferTooEarly)
        .onMessage(Drain.class, this::onDrainTooEarly);
  }

  private Behavior<Command> onWarmed() {
    timers.cancel(Signal.PHASE_TIMED_OUT);
    line =
        new InferenceLine(
            id,
            specification,
            module.getNow(null),
            new ReplicaRecorder(meters, statistics(), load),
            new ReplicaAnswers(Couriers.local(context.getSystem())),
            host,
            this::later);
    return ready();
  }

  private ReplicaStatistics statistics() {
    return new ReplicaStatistics(
        ServingLedger.get(context.getSystem()), id.modelVersion(), Clock.systemUTC());
  }

  private Behavior<Command> ready() {
    enter(ReplicaPhase.READY, "warm-up forward fits the signature");
    meters.recordLoad(Duration.ofNanos(System.nanoTime() - startedNanos));
    receptionist().tell(Receptionist.register(ServiceKeys.replicas(id.modelVersion()), self()));
    timers.startTimerWithFixedDelay(Signal.TELL_LOAD, host.settings().loadReportInterval());
    return handling()
        .onMessage(Infer.class, this::onInfer)
        .onMessageEquals(Signal.TELL_LOAD, this::onTellLoad)
        .onMessage(Drain.class, this::draining)
        .build();
  }

  /**
   * Routers hear of the deregistration a moment later than they are sent elsewhere; until then
   * turning them away would only lose requests.
   */
  private Behavior<Command> draining(Drain drain) {
    lastTrigger = drain.trigger();
    timers.cancel(Signal.TELL_LOAD);
    enter(ReplicaPhase.DRAINING, lastTrigger);
    receptionist().tell(Receptionist.deregister(ServiceKeys.replicas(id.modelVersion()), self()));
    timers.startSingleTimer(Signal.LINGERED, drain.linger());
    timers.startSingleTimer(Signal.DRAIN_TIMED_OUT, drain.timeout());
    return handling()
        .onMessage(Infer.class, this::onInferWhileDraining)
        .onMessageEquals(Signal.LINGERED, this::onLingered)
        .onMessageEquals(Signal.DRAIN_TIMED_OUT, this::onDrainTimedOut)
        .onMessageEquals(Signal.IDLE, this::onIdle)
        .build();
  }

  private Behavior<Command> closing() {
    context.pipeToSelf(
        module.thenAcceptAsync(LoadedModel::close, host.loads()),
        (nothing, failure) -> Signal.CLOSED);
    return handling()
        .onMessage(Infer.class, this::onInferTooLate)
        .onMessageEquals(Signal.CLOSED, this::onClosed)
        .build();
  }

  /** What every phase has in common; other messages that come too late are of no use to anyone. */
  private BehaviorBuilder<Command> handling() {
    return Behaviors.receive(Command.class)
        .onMessage(CancelInfer.class, this::onCancel)
        .onSignal(PostStop.class, this::onPostStop);
  }

  private Behavior<Command> onPhaseFailed(PhaseFailed failed) {
    return fail(failed.error());
  }

  private Behavior<Command> onPhaseTimedOut() {
    return fail(
        new PlatformError(
            ErrorCode.INTERNAL,
            "Expected [%s] to be loaded and warmed in time, but it took longer than %s and %s"
                .formatted(id, host.settings().loadTimeout(), host.settings().warmTimeout())));
  }

  private Behavior<Command> fail(PlatformError error) {
    context.getLog().warn("Replica [{}] failed: {}", id, error.message());
    tellDevice(new ReplicaStatus(id, host.node(), ReplicaPhase.FAILED, "could not start", error));
    return Behaviors.stopped();
  }

  private Behavior<Command> onInferTooEarly(Infer infer) {
    refuse(infer, ErrorCode.MODEL_NOT_READY, "Expected a ready replica, but it is still loading");
    return Behaviors.same();
  }

  private Behavior<Command> onDrainTooEarly(Drain drain) {
    lastTrigger = drain.trigger();
    return onClosed();
  }

  private Behavior<Command> onInfer(Infer infer) {
    line.admit(infer);
    return Behaviors.same();
  }

  /** Whoever comes after the linger has been told by the receptionist to go elsewhere. */
  private Behavior<Command> onInferWhileDraining(Infer infer) {
    return lingered ? onInferTooLate(infer) : onInfer(infer);
  }

  private Behavior<Command> onLingered() {
    lingered = true;
    return closeWhenIdle();
  }

  private Behavior<Command> onTellLoad() {
    load.report(System.nanoTime()).ifPresent(loads::tell);
    return Behaviors.same();
  }

  private Behavior<Command> onInferTooLate(Infer infer) {
    refuse(infer, ErrorCode.REPLICA_STOPPING, stoppingMessage());
    return Behaviors.same();
  }

  private static void refuse(Infer infer, ErrorCode code, String message) {
    infer.replyTo().tell(new InferRefused(infer.requestId(), new PlatformError(code, message), 0));
  }

  private Behavior<Command> onCancel(CancelInfer cancel) {
    if (line != null) {
      line.cancel(cancel.requestId());
    }
    return Behaviors.same();
  }

  private void later(Duration delay, Runnable action) {
    context
        .getSystem()
        .scheduler()
        .scheduleOnce(delay, action, context.getSystem().executionContext());
  }

  private Behavior<Command> closeWhenIdle() {
    line.whenIdle(() -> self().tell(Signal.IDLE));
    return Behaviors.same();
  }

  private Behavior<Command> onDrainTimedOut() {
    line.refuseWaiting(ErrorCode.REPLICA_STOPPING, stoppingMessage());
    return closeWhenIdle();
  }

  /** Something may have come in after the last thread had left. */
  private Behavior<Command> onIdle() {
    return line.isIdle() ? closing() : closeWhenIdle();
  }

  private Behavior<Command> onClosed() {
    tellDevice(new ReplicaStatus(id, host.node(), ReplicaPhase.STOPPED, lastTrigger, null));
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop stopped) {
    if (line != null) {
      line.refuseWaiting(ErrorCode.REPLICA_STOPPING, stoppingMessage());
    }
    meters.close();
    module.thenAcceptAsync(LoadedModel::close, host.loads());
    return Behaviors.same();
  }

  private void enter(ReplicaPhase phase, String trigger) {
    context.getLog().info("Replica [{}] is {}: {}", id, phase, trigger);
    meters.enter(phase);
    tellDevice(new ReplicaStatus(id, host.node(), phase, trigger, null));
  }

  private void tellDevice(ReplicaStatus status) {
    device.tell(status);
  }

  private Command signal(Signal success, Throwable failure) {
    return failure == null
        ? success
        : new PhaseFailed(Failures.toError("replica [" + id + "] to start", failure));
  }

  private String stoppingMessage() {
    return "Expected a running replica, but [" + id + "] stops";
  }

  private ActorRef<Receptionist.Command> receptionist() {
    return context.getSystem().receptionist();
  }

  private ActorRef<Command> self() {
    return context.getSelf();
  }
}
