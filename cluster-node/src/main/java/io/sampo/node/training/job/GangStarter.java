package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerProtocol.Report;
import io.sampo.protocol.training.WorkerProtocol.StartWorkerReply;
import io.sampo.protocol.training.WorkerProtocol.WorkerFailed;
import io.sampo.protocol.training.WorkerProtocol.WorkerGranted;
import io.sampo.protocol.training.WorkerProtocol.WorkerReady;
import io.sampo.protocol.training.WorkerProtocol.WorkerRefused;
import io.sampo.protocol.training.WorkerSpecification;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Starts the workers of a job, all or none: waits until enough nodes have room, asks their devices
 * in the order of a {@link GangClaim}, waits until every worker has loaded, and hands the gang
 * over. A refusal or a silence takes everybody back and is tried again, with the devices' words as
 * the reason that people read. Ends with {@link GangReady} or {@link GangFailed}. Workers report to
 * its parent, which passes on what it hears.
 */
final class GangStarter {

  /** What the starter understands. */
  sealed interface Command {}

  /** A worker said this to the parent. */
  record WorkerReported(Report report) implements Command {}

  private record DevicesChanged(Devices devices) implements Command {}

  private record DeviceAnswered(StartWorkerReply reply) implements Command {}

  private record WorkerEnded(WorkerIncarnation worker) implements Command {}

  private enum TryAgain implements Command {
    INSTANCE
  }

  private enum TimeIsOver implements Command {
    INSTANCE
  }

  /** What the starter tells its parent. */
  sealed interface Result {}

  /** There is no room yet. */
  record GangWaiting(String reason) implements Result {}

  record GangReady(Gang gang) implements Result {}

  /** A worker could not load; trying again at once would not help. */
  record GangFailed(PlatformError error) implements Result {}

  /**
   * What to start.
   *
   * @param workers makes the specification of one worker of a gang of that size
   * @param job hears what the workers report
   */
  record Order(
      GangPlacement placement,
      BiFunction<WorkerIncarnation, Integer, WorkerSpecification> workers,
      ActorRef<Report> job) {
    Order {
      requireNonNull(placement, "placement is null");
      requireNonNull(workers, "workers is null");
      requireNonNull(job, "job is null");
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Order order;
  private final TrainingSettings.Waits waits;
  private final ActorRef<Result> parent;
  private final ActorRef<StartWorkerReply> replies;
  private Devices devices = Devices.NONE;

  static Behavior<Command> create(
      Order order,
      ActorRef<DeviceDirectory.Command> directory,
      TrainingSettings.Waits waits,
      ActorRef<Result> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  directory.tell(
                      new DeviceDirectory.SubscribeDevices(
                          context.messageAdapter(Devices.class, DevicesChanged::new)));
                  return new GangStarter(context, timers, order, waits, parent).waiting();
                }));
  }

  private GangStarter(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Order order,
      TrainingSettings.Waits waits,
      ActorRef<Result> parent) {
    this.context = context;
    this.timers = timers;
    this.order = order;
    this.waits = waits;
    this.parent = parent;
    this.replies = context.messageAdapter(StartWorkerReply.class, DeviceAnswered::new);
  }

  private Behavior<Command> waiting() {
    return Behaviors.receive(Command.class)
        .onMessage(DevicesChanged.class, this::onDevicesWhileWaiting)
        .onMessage(TryAgain.class, again -> tryToStart())
        .onAnyMessage(late -> Behaviors.same())
        .build();
  }

  private Behavior<Command> onDevicesWhileWaiting(DevicesChanged changed) {
    devices = changed.devices();
    // Not at once after a refusal: the device would refuse again.
    return timers.isTimerActive(TryAgain.INSTANCE) ? Behaviors.same() : tryToStart();
  }

  private Behavior<Command> tryToStart() {
    GangPlacement.Choice choice = order.placement().choose(devices.reports());
    if (choice.nodes().isEmpty()) {
      parent.tell(new GangWaiting(choice.reason()));
      return waiting();
    }
    return askNext(new StartingGang(choice.nodes()));
  }

  private Behavior<Command> askNext(StartingGang gang) {
    Optional<NodeId> next = gang.next();
    if (next.isEmpty()) {
      timers.startSingleTimer(TimeIsOver.INSTANCE, waits.load());
      return handOverIfReady(gang);
    }
    Optional<Devices.Listed> device = devices.find(next.get());
    if (device.isEmpty()) {
      return takeBack(gang, "Node [%s] left while others were asked".formatted(next.get()));
    }
    ask(gang, device.get());
    return starting(gang);
  }

  private void ask(StartingGang gang, Devices.Listed device) {
    WorkerIncarnation incarnation = new WorkerIncarnation(UUID.randomUUID());
    WorkerSpecification worker = order.workers().apply(incarnation, gang.size());
    gang.asked(worker.id(), incarnation, device);
    device.device().tell(new WorkerProtocol.StartWorker(worker, order.job(), replies));
    timers.startSingleTimer(TimeIsOver.INSTANCE, waits.grant());
  }

  private Behavior<Command> starting(StartingGang gang) {
    return Behaviors.receive(Command.class)
        .onMessage(DevicesChanged.class, this::onDevicesWhileStarting)
        .onMessage(DeviceAnswered.class, answered -> onAnswer(gang, answered.reply()))
        .onMessage(WorkerReported.class, reported -> onReport(gang, reported.report()))
        .onMessage(WorkerEnded.class, ended -> onEnded(gang, ended))
        .onMessage(TimeIsOver.class, over -> onTimeIsOver(gang))
        .onAnyMessage(late -> Behaviors.same())
        .onSignal(PostStop.class, stopped -> onStopped(gang))
        .build();
  }

  private Behavior<Command> onDevicesWhileStarting(DevicesChanged changed) {
    devices = changed.devices();
    return Behaviors.same();
  }

  private Behavior<Command> onAnswer(StartingGang gang, StartWorkerReply reply) {
    if (!gang.isAsked(reply.worker())) {
      return Behaviors.same();
    }
    if (reply instanceof WorkerRefused refused) {
      return takeBack(gang, "Node [%s]: %s".formatted(refused.node(), refused.error().message()));
    }
    if (reply instanceof WorkerGranted granted && gang.granted(granted)) {
      context.watchWith(granted.reference(), new WorkerEnded(granted.worker()));
      return askNext(gang);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onReport(StartingGang gang, Report report) {
    if (report instanceof WorkerReady ready && gang.isAsked(ready.worker())) {
      gang.ready(ready);
      return handOverIfReady(gang);
    }
    if (report instanceof WorkerFailed failed && gang.isAsked(failed.worker())) {
      gang.stop();
      parent.tell(new GangFailed(failed.error()));
      return Behaviors.stopped();
    }
    return Behaviors.same();
  }

  private Behavior<Command> handOverIfReady(StartingGang gang) {
    if (!gang.isReady()) {
      return Behaviors.same();
    }
    Gang complete = gang.handOver();
    complete.members().forEach(member -> context.unwatch(member.reference()));
    parent.tell(new GangReady(complete));
    return Behaviors.stopped();
  }

  private Behavior<Command> onEnded(StartingGang gang, WorkerEnded ended) {
    return takeBack(gang, "Worker [%s] ended while it was loading".formatted(ended.worker()));
  }

  private Behavior<Command> onTimeIsOver(StartingGang gang) {
    return takeBack(gang, gang.describeMissing());
  }

  private Behavior<Command> takeBack(StartingGang gang, String reason) {
    gang.unwatch(context);
    gang.stop();
    timers.cancel(TimeIsOver.INSTANCE);
    timers.startSingleTimer(TryAgain.INSTANCE, waits.retry());
    parent.tell(new GangWaiting(reason));
    return waiting();
  }

  private Behavior<Command> onStopped(StartingGang gang) {
    gang.stop();
    return Behaviors.same();
  }
}
