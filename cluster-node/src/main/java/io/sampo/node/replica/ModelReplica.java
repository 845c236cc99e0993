package io.sampo.node.replica;

import static java.util.Objects.requireNonNull;

import io.sampo.node.statistics.ServingLedger;
import io.sampo.node.telemetry.ReplicaMeters;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol.CancelInfer;
import io.sampo.protocol.serving.ReplicaProtocol.Command;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.transfer.Couriers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One loaded copy of a model version. A child of its node's device, which it tells every change of
 * phase; routers find it through the receptionist while it is ready. Owns the loaded module: frees
 * it before it says that it has stopped, and in any case when it stops.
 *
 * <pre>
 * loading  --module is on the device-->  warming  --forward on zeros fits-->  ready
 * ready    --Drain-->  draining  --queue and device are empty-->  closing  --freed-->  (stopped)
 * loading, warming  --failure or time is up-->  (failed)      --Drain-->  (stopped)
 * ready    --a probe fails-->  (failed)
 * any      --Abandon-->  abandoned, until the process ends
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

  /** The device does not answer any more: refuse whoever waits or comes. */
  public record Abandon(PlatformError error) implements Command {
    public Abandon {
      requireNonNull(error, "error is null");
    }
  }

  private enum Signal implements Command {
    TELL_LOAD,
    PROBE_DUE,
    LINGERED,
    IDLE,
    DRAIN_TIMED_OUT,
    CLOSED
  }

  private record ProbeFailed(PlatformError error) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ReplicaId id;
  private final ReplicaSpecification specification;
  private final ReplicaHost host;
  private final ActorRef<ReplicaLoad> loads;
  private final LoadMeter load;
  private final ReplicaMeters meters;
  private final ReplicaAnnouncements announcements;
  private final ReplicaRefusals refusals;
  private final ReplicaModule module;
  private final long startedNanos = System.nanoTime();

  private final ReplicaProbes probes;

  /** Null until the module is loaded and warm. */
  private InferenceLine line;

  private String lastTrigger;
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
    this.loads = loads;
    this.load = new LoadMeter(id, System.nanoTime());
    this.meters = new ReplicaMeters(id.modelVersion());
    this.announcements = new ReplicaAnnouncements(context, id, host.node(), device, meters);
    this.refusals = new ReplicaRefusals(id);
    this.module = new ReplicaModule(id, specification, host);
    this.probes = new ReplicaProbes(timers, Signal.PROBE_DUE, module, host);
  }

  private Behavior<Command> loading() {
    ReplicaPreparation.Next next =
        new ReplicaPreparation.Next(this::ready, this::abandoned, this::release);
    return new ReplicaPreparation(
            context, timers, module, host.settings(), announcements, refusals, next)
        .loading();
  }

  private InferenceLine newLine() {
    return new InferenceLine(
        id,
        specification,
        module.get(),
        new ReplicaRecorder(meters, statistics(), load),
        new ReplicaAnswers(Couriers.local(context.getSystem())),
        host,
        this::later);
  }

  private ReplicaStatistics statistics() {
    return new ReplicaStatistics(
        ServingLedger.get(context.getSystem()), id.modelVersion(), Clock.systemUTC());
  }

  private Behavior<Command> ready() {
    line = newLine();
    announcements.enter(ReplicaPhase.READY, "warm-up forward fits the signature");
    meters.recordLoad(Duration.ofNanos(System.nanoTime() - startedNanos));
    announcements.joinList();
    timers.startTimerWithFixedDelay(Signal.TELL_LOAD, host.settings().loadReportInterval());
    probes.start();
    return handling()
        .onMessage(Infer.class, this::onInfer)
        .onMessageEquals(Signal.PROBE_DUE, this::onProbeDue)
        .onMessage(ProbeFailed.class, this::onProbeFailed)
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
    probes.stop();
    announcements.enter(ReplicaPhase.DRAINING, lastTrigger);
    announcements.leaveList();
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
    context.pipeToSelf(module.close(), (nothing, failure) -> Signal.CLOSED);
    return handling()
        .onMessage(Infer.class, this::onInferTooLate)
        .onMessageEquals(Signal.CLOSED, this::onClosed)
        .build();
  }

  /** No thread of the device can be counted on, so it does not even end in order. */
  private Behavior<Command> abandoned(Abandon abandon) {
    timers.cancelAll();
    announcements.abandoned();
    if (line != null) {
      line.abandon(abandon.error());
    }
    return Behaviors.receive(Command.class)
        .onMessage(Infer.class, infer -> refuse(infer, abandon.error()))
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  /** What every phase has in common; other messages that come too late are of no use to anyone. */
  private BehaviorBuilder<Command> handling() {
    return Behaviors.receive(Command.class)
        .onMessage(CancelInfer.class, this::onCancel)
        .onMessage(Abandon.class, this::abandoned)
        .onSignal(PostStop.class, this::onPostStop);
  }

  private Behavior<Command> onProbeDue() {
    probes.onWake(line, this::onProbed);
    return Behaviors.same();
  }

  /** In a thread of the device. */
  private void onProbed(Optional<PlatformError> failure) {
    meters.countProbe(failure.isEmpty());
    failure.ifPresent(error -> self().tell(new ProbeFailed(error)));
  }

  private Behavior<Command> onProbeFailed(ProbeFailed failed) {
    announcements.failed("failed a probe", failed.error());
    return Behaviors.stopped();
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
    return refuse(infer, refusals.stopping());
  }

  private static Behavior<Command> refuse(Infer infer, PlatformError error) {
    ReplicaRefusals.refuse(infer, error);
    return Behaviors.same();
  }

  private Behavior<Command> onCancel(CancelInfer cancel) {
    line.cancel(cancel.requestId());
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
    line.refuseWaiting(refusals.stopping());
    return closeWhenIdle();
  }

  /** Something may have come in after the last thread had left. */
  private Behavior<Command> onIdle() {
    return line.isIdle() ? closing() : closeWhenIdle();
  }

  private Behavior<Command> onClosed() {
    announcements.stopped(lastTrigger);
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop stopped) {
    release();
    return Behaviors.same();
  }

  private void release() {
    if (line != null) {
      line.refuseWaiting(refusals.stopping());
    }
    meters.close();
    module.close();
  }

  private ActorRef<Command> self() {
    return context.getSelf();
  }
}
