package io.sampo.node.replica;

import io.sampo.node.replica.ModelReplica.Abandon;
import io.sampo.node.replica.ModelReplica.Drain;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol.Command;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The phases of a replica that does not serve yet: loading and warming. */
final class ReplicaPreparation {
  private enum Signal implements Command {
    LOADED,
    WARMED,
    TIMED_OUT
  }

  private record Failed(PlatformError error) implements Command {}

  private static final String TRIGGER = "could not start";

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ReplicaModule module;
  private final ReplicaSettings settings;
  private final ReplicaAnnouncements announcements;
  private final ReplicaRefusals refusals;
  private final Next next;
  private boolean tooSlow;

  /** What comes then. */
  record Next(
      Supplier<Behavior<Command>> ready,
      Function<Abandon, Behavior<Command>> abandoned,
      Runnable stopped) {}

  ReplicaPreparation(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ReplicaModule module,
      ReplicaSettings settings,
      ReplicaAnnouncements announcements,
      ReplicaRefusals refusals,
      Next next) {
    this.context = context;
    this.timers = timers;
    this.module = module;
    this.settings = settings;
    this.announcements = announcements;
    this.refusals = refusals;
    this.next = next;
  }

  Behavior<Command> loading() {
    announcements.enter(ReplicaPhase.LOADING, "start was granted");
    timers.startSingleTimer(Signal.TIMED_OUT, settings.loadTimeout());
    context.pipeToSelf(module.loaded(), (loaded, failure) -> signal(Signal.LOADED, failure));
    return preparing().onMessageEquals(Signal.LOADED, this::warming).build();
  }

  private Behavior<Command> warming() {
    announcements.loaded(module.artifact());
    announcements.enter(ReplicaPhase.WARMING, "module was loaded");
    timers.startSingleTimer(Signal.TIMED_OUT, settings.warmTimeout());
    context.pipeToSelf(module.warmUp(), (outputs, failure) -> signal(Signal.WARMED, failure));
    return preparing().onMessageEquals(Signal.WARMED, this::onWarmed).build();
  }

  /** What loading and warming have in common. */
  private BehaviorBuilder<Command> preparing() {
    return Behaviors.receive(Command.class)
        .onMessage(Failed.class, failed -> fail(failed.error()))
        .onMessageEquals(Signal.TIMED_OUT, this::onTimedOut)
        .onMessage(Infer.class, this::onInfer)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(Abandon.class, next.abandoned()::apply)
        .onSignal(PostStop.class, this::onPostStop);
  }

  private Behavior<Command> onWarmed() {
    timers.cancel(Signal.TIMED_OUT);
    return tooSlow ? fail(refusals.tooSlow(settings)) : next.ready().get();
  }

  /**
   * A forward cannot be cancelled. As long as it runs another attempt would only take the next
   * thread of the device, so the failure waits for its end; if there is none the device is stuck.
   */
  private Behavior<Command> onTimedOut() {
    tooSlow = module.isForwardRunning();
    return tooSlow ? Behaviors.same() : fail(refusals.tooSlow(settings));
  }

  private Behavior<Command> fail(PlatformError error) {
    announcements.failed(TRIGGER, error);
    return Behaviors.stopped();
  }

  private Behavior<Command> onInfer(Infer infer) {
    ReplicaRefusals.refuse(infer, refusals.loading());
    return Behaviors.same();
  }

  private Behavior<Command> onDrain(Drain drain) {
    announcements.stopped(drain.trigger());
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop stopped) {
    next.stopped().run();
    return Behaviors.same();
  }

  private Command signal(Signal success, Throwable failure) {
    return failure == null
        ? success
        : new Failed(Failures.toError("replica [" + refusals.id() + "] to start", failure));
  }
}
